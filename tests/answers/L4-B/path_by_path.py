"""Right: one path at a time, split at the dots, and both replacing functions independent of each other."""

from linquant_ref.replace import linear_layer_names, new_layer_for

LOSES = []


def model_size_in_bytes(module):
    size = 0
    for tensor in module.parameters():
        size += tensor.nbytes
    for tensor in module.buffers():
        size += tensor.nbytes
    return size


def replace_linear_with_target(module, target_class, module_name_to_exclude):
    layers = [(path, module.get_submodule(path)) for path in linear_layer_names(module)]
    excluded = [layer for path, layer in layers if {path, path.split(".")[-1]} & set(module_name_to_exclude)]
    made = []
    for path, layer in layers:
        if any(layer is other for other in excluded):
            continue
        new = next((new for old, new in made if old is layer), None)
        if new is None:
            new = new_layer_for(layer, target_class)
            made.append((layer, new))
        if not path:
            return new
        *parents, name = path.split(".")
        parent = module
        for step in parents:
            parent = getattr(parent, step)
        parent.add_module(name, new)
    return module


def replace_linear_with_target_and_quantize(module, target_class, module_name_to_exclude):
    layers = [(path, module.get_submodule(path)) for path in linear_layer_names(module)]
    excluded = {layer for path, layer in layers if {path, path.split(".")[-1]} & set(module_name_to_exclude)}
    made = {}
    for path, layer in layers:
        if layer in excluded:
            continue
        if layer not in made:
            made[layer] = new_layer_for(layer, target_class)
            made[layer].quantize(weights=layer.weight)
            if made[layer].bias is not None:
                made[layer].bias.data = layer.bias.data.clone()
        if path == "":
            return made[layer]
        owner = module.get_submodule(path.rpartition(".")[0])
        owner._modules[path.rpartition(".")[2]] = made[layer]
    return module

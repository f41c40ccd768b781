// Nothing: the target that makes the precompiled header of maxos_compiles_light() needs a file.

// Nothing: the target that makes the precompiled header of maxos_library() needs a file.

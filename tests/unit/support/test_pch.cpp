// Nothing: the target that makes the precompiled header of the unit tests needs a file.

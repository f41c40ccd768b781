"""Generated client code, made anew for each test program."""

import atexit
import shutil
import subprocess
import sys
import tempfile


def generate(source):
    """Makes the modules of our .proto files, and of gRPC's that we serve, importable. `source`: the top of the tree."""
    folder = tempfile.mkdtemp(prefix="maxos-stubs-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    plugin = shutil.which("grpc_python_plugin")
    # Each .proto from its own folder: a module "grpc.health" would hide Debian's package grpc.
    for directory, name in ((source + "/proto", "maxos.proto"), (source + "/proto", "rpc_status.proto"),
                            ("/usr/share/grpc-proto/grpc/health/v1", "health.proto"),
                            ("/usr/share/grpc-proto/grpc/reflection/v1alpha", "reflection.proto")):
        subprocess.run(["protoc", f"--plugin=protoc-gen-grpc_python={plugin}", f"-I{directory}", f"--python_out={folder}",
                        f"--grpc_python_out={folder}", f"{directory}/{name}"], check=True)
    sys.path.insert(0, folder)

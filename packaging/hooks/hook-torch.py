"""What of torch goes into the bundle; takes the place of PyInstaller's own hook, which takes all of it.

Modules come as static imports lead to them, and as bytecode only; libraries as they link each other. Named here is what
neither shows. That nothing needed is missing is checked after every build (`check_modules.py`) and tried out
(`smoke_test.py`).
"""

from importlib.metadata import requires
from pathlib import Path

from _pyinstaller_hooks_contrib.utils.nvidia_cuda import infer_hiddenimports_from_requirements
from packaging.requirements import Requirement
from PyInstaller.utils.hooks import collect_dynamic_libs, collect_submodules, get_package_paths

# torch's first optimizer step imports it by name, and TorchScript's and ONNX's exports theirs.
hiddenimports = [
    "torch._dynamo",
    *collect_submodules("torch._dynamo.polyfills"),
    "torch._functorch.deprecated",
    "torch._functorch.make_functional",
    "torch._inductor.config",
    "torch.jit",
    "torch.onnx.operators",
]

# A build for CUDA asks for NVIDIA's packages, whose libraries it partly opens by name; one for the CPU asks for none.
_asked = [Requirement(text) for text in requires("torch") or ()]
_names = [asked.name for asked in _asked if asked.marker is None or asked.marker.evaluate()]
hiddenimports += infer_hiddenimports_from_requirements(_names)

# What torch opens by name while it runs: in a build for CUDA, parts of its kernels.
binaries = collect_dynamic_libs("torch", search_patterns=["*.so", "*.so.*", "*.dll", "*.dylib"])

# Where there is one (not on Windows), torch looks for it while it is imported, and does not start without. It is only
# run for tensors that processes share.
_manager = Path(get_package_paths("torch")[1], "bin", "torch_shm_manager")
binaries += [(str(_manager), "torch/bin")] if _manager.exists() else []

# Links beside the executable would make torch look for its libraries where they are not.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]

# torch reads the text of these while it imports them: the comments of its settings, the kinds of its overloads.
_READ_AS_TEXT = (
    "torch._dynamo.config",
    "torch._export.config",
    "torch._functorch.config",
    "torch._inductor.config",
    "torch._inductor.config_comms",
    "torch.compiler.config",
    "torch.distributed.config",
    "torch.fx.experimental._config",
    "torch.functional",
    "torch.nn.functional",
    "torch.nn.modules.rnn",
    "torch.utils.serialization.config",
)
module_collection_mode = dict.fromkeys(_READ_AS_TEXT, "pyz+py")

"""An environment under target/ for scripts that measure beside others' packages."""
import pathlib, subprocess, sys, venv

ROOT = pathlib.Path(__file__).resolve().parent.parent


def inside(needs):
    """Starts the running script again with these packages, unless it runs with them already."""
    home = ROOT / "target" / "peer-venv"
    python = home / "bin" / "python"
    if pathlib.Path(sys.prefix) != home:
        if not python.exists():
            venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *needs], check=True)
        raise SystemExit(subprocess.run([python, *sys.argv]).returncode)

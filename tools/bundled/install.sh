#!/bin/sh
# Installs Throughline from this folder, without a network.  从本目录离线安装 Throughline。
#
#   sh install.sh [--prefix /opt/throughline] [--data /var/lib/throughline] [--python /usr/bin/python3.11]
#
# Each bundle gets a folder of its own under the prefix, and "current" points to the newest: the way back after an
# update is to point it to the one before.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/bundle.conf"
prefix=/opt/throughline
data=/var/lib/throughline
python=

say() {
    case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
        zh*) printf '%s\n' "$2" ;;
        *) printf '%s\n' "$1" ;;
    esac
}

fail() {
    say "$1 Nothing was changed." "$2 未作任何改动。" >&2
    exit 1
}

usage() {
    say "usage: sh install.sh [--prefix FOLDER] [--data FOLDER] [--python PROGRAM]" \
        "用法：sh install.sh [--prefix 安装目录] [--data 数据目录] [--python Python程序]"
    say "Installs Throughline $VERSION without a network. Default: /opt/throughline, data in /var/lib/throughline." \
        "离线安装 Throughline $VERSION。默认装到 /opt/throughline，数据放在 /var/lib/throughline。"
}

while [ $# -gt 0 ]; do
    case "$1" in
        --help | -h) usage; exit 0 ;;
        --prefix | --data | --python)
            [ $# -gt 1 ] || fail "$1 needs a value." "$1 后面缺少内容。"
            case "$1" in --prefix) prefix=$2 ;; --data) data=$2 ;; --python) python=$2 ;; esac
            shift 2 ;;
        *) usage >&2; exit 2 ;;
    esac
done
case "$prefix" in /*) ;; *) prefix=$(pwd)/$prefix ;; esac
case "$data" in /*) ;; *) data=$(pwd)/$data ;; esac

# ---- What this bundle needs ----

right_version() {
    "$1" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$PYTHON_VERSION')" >/dev/null 2>&1
}

if [ -n "$python" ]; then
    right_version "$python" || fail "$python is not Python $PYTHON_VERSION, for which this bundle was made." \
        "$python 不是本安装包所需的 Python $PYTHON_VERSION。"
else
    for one in "python$PYTHON_VERSION" python3 python; do
        if right_version "$one"; then python=$one; break; fi
    done
    [ -n "$python" ] || fail \
        "Python $PYTHON_VERSION was not found. Install it from the system's media, or name it with --python." \
        "未找到 Python $PYTHON_VERSION。请从操作系统安装介质安装，或用 --python 指明位置。"
fi
[ "$(uname -s)" = Linux ] && [ "$(uname -m)" = "$MACHINE" ] || fail \
    "This bundle is for Linux on $MACHINE; this machine is $(uname -s) on $(uname -m)." \
    "本安装包适用于 Linux $MACHINE，本机为 $(uname -s) $(uname -m)。"
"$python" -c "
import platform, sys
name, version = platform.libc_ver()
parts = lambda text: [int(part) for part in text.split('.')[:2]]
sys.exit(name != 'glibc' or parts(version) < parts('$GLIBC'))" || fail \
    "This bundle needs a Linux with glibc $GLIBC or later. Make one with an older glibc (see docs/operating.html)." \
    "本安装包需要 glibc $GLIBC 或更高版本的 Linux。请制作适用于较旧 glibc 的安装包（见 docs/guide/zh/operating.html）。"

say "Checking the files ..." "正在核对文件……"
"$python" - "$here" <<'CHECK' || fail "The bundle is damaged: copy it again." "安装包已损坏，请重新拷贝。"
import hashlib, pathlib, sys
here = pathlib.Path(sys.argv[1])
for line in (here / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
    expected, name = line.split("  ", 1)
    path = here / name
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
        sys.exit(name)
CHECK

# ---- The program ----

if [ -e "$prefix/bin" ] && [ ! -L "$prefix/bin" ]; then
    fail "$prefix holds something else. Choose another folder with --prefix." \
        "$prefix 中已有其他内容，请用 --prefix 另选目录。"
fi
mkdir -p "$prefix" 2>/dev/null && [ -w "$prefix" ] || fail \
    "$prefix can't be written. Run this as root, or choose another folder with --prefix." \
    "无法写入 $prefix。请以 root 身份运行，或用 --prefix 另选目录。"
place=$prefix/$VERSION-$BUILD
if [ ! -e "$place/.complete" ]; then
    say "Installing into $place ..." "正在安装到 $place……"
    rm -rf "$place"
    if ! "$python" -m venv "$place"; then
        rm -rf "$place"
        fail "Python can't make a virtual environment here. On Debian and Ubuntu install python$PYTHON_VERSION-venv." \
            "Python 无法建立虚拟环境。Debian、Ubuntu 请安装 python$PYTHON_VERSION-venv。"
    fi
    # Whatever pip is configured for on this machine, it looks nowhere else.
    if ! PIP_CONFIG_FILE=/dev/null "$place/bin/python" -m pip --isolated install --quiet --disable-pip-version-check \
        --no-cache-dir --no-index --no-deps --require-hashes --find-links "$here/wheels" -r "$here/requirements.txt"; then
        rm -rf "$place"
        fail "The installation failed; see above." "安装失败，原因见上。"
    fi
    touch "$place/.complete"
fi
ln -sfn "$VERSION-$BUILD" "$prefix/current"
ln -sfn current/bin "$prefix/bin"

# ---- Its data ----

if [ ! -d "$data" ]; then
    if ! mkdir -p "$data" 2>/dev/null; then
        say "The data folder $data can't be made: make it for the account that runs the server." \
            "无法建立数据目录 $data，请为运行服务的账户建立。"
    else
        chmod 700 "$data"
        if [ "$(id -u)" = 0 ] && id throughline >/dev/null 2>&1; then chown throughline: "$data"; fi
    fi
fi
sed -e "s|@PREFIX@|$prefix|g" -e "s|@DATA@|$data|g" "$here/throughline.service" >"$prefix/throughline.service"

say "
Throughline $VERSION is installed. Next, as the account that will run it (it must own $data):

    export THROUGHLINE_DATA_DIR=$data
    $prefix/bin/throughline migrate
    $prefix/bin/throughline createadmin anna \"Anna Li\"
    $prefix/bin/throughline serve

After an update: back up and stop the server before “migrate”. A unit for systemd is in $prefix/throughline.service.
The guide for operation: $here/docs/operating.html" "
Throughline $VERSION 已安装。接下来，以运行服务的账户（须拥有 $data）执行：

    export THROUGHLINE_DATA_DIR=$data
    export THROUGHLINE_LANGUAGE=zh-hans
    $prefix/bin/throughline migrate
    $prefix/bin/throughline createadmin anna 李安
    $prefix/bin/throughline serve

如为升级：先备份、停止服务，再执行 migrate。systemd 服务文件在 $prefix/throughline.service。
运行维护说明：$here/docs/guide/zh/operating.html"

#!/usr/bin/env bash
# PostgreSQL (15 or newer) with pgvector, and Redis, for tests and benchmarks: on loopback, with ports and a folder of their own.
#
#   scripts/services.sh up [FOLDER]             starts what is not running yet; prints DATABASE_URL=… and REDIS_URL=…
#   scripts/services.sh down [FOLDER] [--erase] stops what `up` started, by process id; --erase removes the folder too
#
# FOLDER defaults to askpress-services in the temporary folder. Needs root on Debian 12 or 13, or Ubuntu 24.04 or newer.
# The first run installs packages, and builds pgvector where the distribution has none (a minute or two); later runs take
# a second. Installed packages stay. Exit code 3: this machine cannot have the services, and stderr says why.
set -euo pipefail

readonly OLDEST_POSTGRES=15
# Debian releases whose source package of pgvector is built, in this order.
readonly PGVECTOR_SUITES=(trixie sid)
readonly CANNOT=3

main() {
  local verb=${1:-} folder=${2:-${TMPDIR:-/tmp}/askpress-services}
  case $verb in
    up) up "$folder" ;;
    down) down "$folder" "${3:-}" ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
}

up() {
  local folder=$1 version bin
  [ "$(id -u)" = 0 ] || cannot "only root can install and start the services"
  mkdir -p "$folder"
  chmod 755 "$folder"
  # Two runs at once must not install or start the same thing twice.
  exec 9>"$folder/lock"
  flock -w 600 9 || cannot "another run holds $folder"
  version=$(find_postgres) || { install_all; version=$(find_postgres) || cannot "pgvector is still missing"; }
  bin=/usr/lib/postgresql/$version/bin
  start_postgres "$bin" "$folder/postgres"
  start_redis "$folder/redis"
  say "PostgreSQL $version on port $(postgres_port "$folder/postgres"), Redis on port $(cat "$folder/redis/port")"
  echo "DATABASE_URL=postgres://postgres@127.0.0.1:$(postgres_port "$folder/postgres")/postgres"
  echo "REDIS_URL=redis://127.0.0.1:$(cat "$folder/redis/port")/0"
}

down() {
  local folder=$1 pid
  for pid in "$folder/postgres/postmaster.pid" "$folder/redis/pid"; do
    [ -f "$pid" ] || continue
    # SIGINT is a fast, clean shutdown for PostgreSQL, and a normal one for Redis.
    stop_process "$(head -n 1 "$pid")"
  done
  if [ "${2:-}" = --erase ]; then rm -rf "$folder"; fi
}

stop_process() {
  kill -INT "$1" 2>/dev/null || return 0
  for _ in $(seq 100); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  say "process $1 does not end"
}

# --- packages ---

# Prints the newest version that is complete: server and pgvector, and Redis beside it.
find_postgres() {
  local version
  command -v redis-server >/dev/null || return 1
  for version in $(installed_versions); do
    [ -f "/usr/share/postgresql/$version/extension/vector.control" ] && { echo "$version"; return 0; }
  done
  return 1
}

installed_versions() {
  local postgres
  for postgres in /usr/lib/postgresql/*/bin/postgres; do
    [ -x "$postgres" ] && echo "$postgres" | cut -d/ -f5
  done | new_enough
}

# Version numbers on stdin, those we can use on stdout, newest first.
new_enough() { awk -v oldest=$OLDEST_POSTGRES '$1 >= oldest' | sort -rn; }

install_all() {
  local version
  command -v apt-get >/dev/null || cannot "apt-get is needed (Debian or Ubuntu)"
  say "reading the package lists"
  apt-get update -qq >&2 || cannot "the package lists cannot be read: is there a network?"
  version=$( { installed_versions; apt-cache search --names-only '^postgresql-[0-9]+$' | sed 's/^postgresql-\([0-9]*\).*/\1/'; } | new_enough | head -n 1)
  [ -n "$version" ] || cannot "this system has no PostgreSQL $OLDEST_POSTGRES or newer"
  if apt-cache show "postgresql-$version-pgvector" >/dev/null 2>&1; then
    install_packages redis-server "postgresql-$version" "postgresql-$version-pgvector"
  else
    install_packages redis-server "postgresql-$version" "postgresql-server-dev-$version" build-essential
    build_pgvector "/usr/lib/postgresql/$version/bin/pg_config"
  fi
}

# Without the cluster and the daemons that Debian would start by itself.
install_packages() {
  local policy=/usr/sbin/policy-rc.d created=/etc/postgresql-common/createcluster.conf mine=no failed=no
  say "installing $*"
  mkdir -p /etc/postgresql-common
  [ -e $created ] || echo 'create_main_cluster = false' >$created
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
    mine=yes
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold "$@" >/dev/null </dev/null || failed=yes
  if [ $mine = yes ]; then rm -f $policy; fi
  [ $failed = no ] || cannot "apt-get could not install $*"
}

build_pgvector() {
  local pg_config=$1 work suite
  work=$(mktemp -d)
  for suite in "${PGVECTOR_SUITES[@]}"; do
    if fetch_pgvector "$suite" "$work" && make_pgvector "$work" "$pg_config"; then
      rm -rf "$work"
      return 0
    fi
  done
  rm -rf "$work"
  cannot "pgvector could not be fetched or built"
}

# The upstream source of another Debian release, with package lists of its own: the system's stay as they are.
fetch_pgvector() {
  local suite=$1 work=$2 mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  mirror=$(grep -rhoE 'https?://[^ ]+/debian/?' /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null | grep -v snapshot | head -n 1) || true
  [ -f $keyring ] && [ -n "$mirror" ] || { say "no Debian mirror or keyring on this machine"; return 1; }
  rm -rf "$work"/*
  mkdir -p "$work/lists/partial" "$work/source"
  echo "deb-src [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"
  local options=(-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$work/lists" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update -qq >&2 || return 1
  (cd "$work/source" && apt-get "${options[@]}" source -qq --download-only pgvector >&2 && tar -xf pgvector_*.orig.tar.*)
}

make_pgvector() {
  local tree log=$1/build.log
  tree=$(find "$1/source" -mindepth 1 -maxdepth 1 -type d)
  say "building $(basename "$tree")"
  # OPTFLAGS: its default, -march=native, would tie the library to this processor.
  make -s -C "$tree" -j"$(nproc)" install PG_CONFIG="$2" OPTFLAGS='' with_llvm=no >"$log" 2>&1 || { tail -n 20 "$log" >&2; return 1; }
}

# --- servers ---

start_postgres() {
  local bin=$1 folder=$2
  if [ ! -f "$folder/PG_VERSION" ]; then
    install -d -o postgres -g postgres -m 700 "$folder"
    as_postgres "$bin/initdb" -D "$folder" -E UTF8 --locale=C.UTF-8 -A trust >/dev/null
    # Test data: losing it with the machine costs nothing, waiting for the disk at every commit does.
    cat >>"$folder/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 256MB
fsync = off
jit = off
CONF
  fi
  as_postgres "$bin/pg_ctl" -D "$folder" status >/dev/null && return 0
  as_postgres "$bin/pg_ctl" -D "$folder" -o "-p $(free_port 15460)" -l "$folder/server.log" -w -t 60 start >/dev/null 9>&- ||
    { tail -n 5 "$folder/server.log" >&2; cannot "PostgreSQL did not start"; }
}

start_redis() {
  local folder=$1
  mkdir -p "$folder"
  if [ -f "$folder/pid" ] && kill -0 "$(cat "$folder/pid")" 2>/dev/null; then return 0; fi
  free_port 16460 >"$folder/port"
  redis-server --bind 127.0.0.1 --port "$(cat "$folder/port")" --daemonize yes --save '' --appendonly no \
    --dir "$folder" --pidfile "$folder/pid" --logfile "$folder/server.log" >/dev/null 9>&-
  for _ in $(seq 50); do
    redis-cli -p "$(cat "$folder/port")" ping >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  cannot "Redis did not start: $(tail -n 1 "$folder/server.log")"
}

# The fourth line of the file is the port the server really has.
postgres_port() { sed -n 4p "$1/postmaster.pid"; }

# Prints the first port from $1 on that nobody listens on. Start below 32768: above, any outgoing connection may hold it.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

as_postgres() { (cd / && runuser -u postgres -- "$@"); }
say() { echo "services.sh: $*" >&2; }
cannot() { say "cannot start PostgreSQL and Redis: $*"; exit $CANNOT; }

main "$@"

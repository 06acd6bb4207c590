#!/bin/sh
# Makes the secrets that compose.yaml takes from files, once: what is there already stays. Run in the folder of compose.yaml.
#
# The files can be read by every user inside their containers, because a bind mount keeps their mode; on this machine the
# folder around them is closed to all but its owner.
set -eu
umask 077
mkdir -p secrets

make() {
  if [ ! -s "secrets/$1" ]; then
    printf '%s' "$2" >"secrets/$1"
    echo "made secrets/$1"
  fi
  chmod 444 "secrets/$1"
}
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

# PostgreSQL's own superuser, whom nothing here uses but its first start.
make postgres_password "$(random)"
make database_password "$(random)"
make database_url "postgres://askpress:$(cat secrets/database_password)@postgres:5432/askpress"
make archive_password "$(random)"
# Every scope: for you, and for making other keys.
make admin_key "$(random)"
# What the keys in the database are hashed with. Keep a copy elsewhere: without it every key is void.
make key_pepper "$(random)"

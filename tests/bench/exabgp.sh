#!/bin/sh
# ExaBGP and its own health check, as its manual has them, as a node of a lab: what others announce with today.
set -eu
folder=$ANYCAST_LOG
local=$(ip -4 -o address show dev eth1 | sed 's/.*inet //; s,/.*,,; q')
cat >"$folder/exabgp.conf" <<EOF
process health {
    run /usr/bin/exabgp-healthcheck --command "grep -qx ok $ANYCAST_HEALTH" --interval 1 --fast-interval 1 --rise 1 --fall 1 --no-ip-setup --ip 203.0.113.10/32 --withdraw-on-down --silent;
    encoder text;
}
neighbor $ANYCAST_PEER {
    router-id $local;
    local-address $local;
    local-as $ANYCAST_LOCAL_ASN;
    peer-as $ANYCAST_PEER_ASN;
    hold-time 9;
    family { ipv4 unicast; }
    api { processes [ health ]; }
}
EOF
export exabgp_daemon_user=root exabgp_daemon_drop=false exabgp_api_cli=false exabgp_log_level=CRIT
exec /usr/sbin/exabgp "$folder/exabgp.conf"

# Faults of the lab hit what they are meant for and nothing else; monitors tell what the kernel did.

load ../lib/lab

setup() {
    LAB=watch-$BATS_TEST_NUMBER-$$
    write watch.yaml >/dev/null <<EOF
name: $LAB
topology:
  nodes:
    r1: { kind: exec, command: [sleep, infinity] }
    n1: { kind: exec, command: [sleep, infinity] }
    n2: { kind: exec, command: [sleep, infinity] }
  links:
    - endpoints: ["r1:eth1", "n1:eth1"]
    - endpoints: ["r1:eth2", "n2:eth1"]
EOF
}

teardown() {
    anycast-lab down "$LAB" >/dev/null 2>&1 || :
}

lab_up() {
    anycast-lab up "$BATS_TEST_TMPDIR/watch.yaml"
    # the plan's addresses of the neighbours
    N1=$(address_of n1 4) N2=$(address_of n2 4)
    N1_6=$(address_of n1 6) N2_6=$(address_of n2 6)
}

on() {
    local node=$1
    shift
    anycast-lab exec "$LAB" "$node" -- "$@"
}

address_of() {
    on "$1" ip -j "-$2" address show dev eth1 scope global | jq -r '.[].addr_info[].local // empty'
}

# told PREFIX EXPECTED: the ways told of it so far at r1, in order, "-" for gone
told() {
    anycast-lab events "$LAB" |
        jq -r --arg p "$1" 'select(.kind == "route" and .node == "r1" and .prefix == $p) |
            if (.via | length) == 0 then "-" else .via | join("+") end' | paste -sd ' ' - |
        grep -qxF "$2"
}

@test "LAB-20: session reset, mute probe, silent drop, address, link and device" {
    run anycast-lab run "$TOPOLOGIES/faults.yaml" -o json
    assert_success
    echo "$output" | jq -e '.verdict == "pass"'
}

@test "LAB-21: routes of one way, of several, of nexthop objects; replaced, appended, deleted" {
    lab_up
    on r1 ip route add 203.0.113.0/24 via "$N1"
    on r1 ip route replace 203.0.113.0/24 nexthop via "$N1" nexthop via "$N2"
    on r1 ip route del 203.0.113.0/24
    on r1 ip nexthop add id 1 via "$N1" dev eth1
    on r1 ip nexthop add id 2 via "$N2" dev eth2
    on r1 ip nexthop add id 9 group 1/2
    on r1 ip route add 203.0.113.0/24 nhid 9
    on r1 ip nexthop replace id 9 group 2
    on r1 ip nexthop del id 2
    wait_for 5 told 203.0.113.0/24 'n1 n1+n2 - n1+n2 n2 -'

    on r1 ip -6 route add 2001:db8:a::/48 nexthop via "$N1_6" nexthop via "$N2_6"
    on r1 ip -6 route del 2001:db8:a::/48 via "$N1_6"
    on r1 ip -6 route append 2001:db8:a::/48 via "$N1_6"
    on r1 ip -6 route replace 2001:db8:a::/48 via fe80::1 dev eth2
    on r1 ip -6 route del 2001:db8:a::/48
    wait_for 5 told 2001:db8:a::/48 'n1+n2 n2 n1+n2 n2 -'
}

@test "LAB-22: a route is gone with its link, its neighbour's link, its source address" {
    lab_up
    on r1 ip route add 203.0.113.0/24 nexthop via "$N1" nexthop via "$N2"
    on n1 ip link set eth1 down
    wait_for 5 told 203.0.113.0/24 'n1+n2 n2'
    on r1 ip link set eth2 down
    wait_for 5 told 203.0.113.0/24 'n1+n2 n2 -'
    on r1 ip link set eth2 up
    on r1 ip address add 192.0.2.1/32 dev lo
    on r1 ip route replace 203.0.113.0/24 via "$N2" src 192.0.2.1
    on r1 ip address del 192.0.2.1/32 dev lo
    wait_for 5 told 203.0.113.0/24 'n1+n2 n2 - n2 -'
}

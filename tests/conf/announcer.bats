# The announcer alone on a host: which device and whose addresses, what a crash leaves, how health is read.

load ../lib/lab

setup() {
    name=ann-$BATS_SUITE_TEST_NUMBER-$((RANDOM % 1000))
}

teardown() {
    anycast-lab down "$name" >/dev/null 2>&1 || :
}

# host: n1 with two devices, eth1 towards the router, eth2 towards d1; nothing runs there
host() {
    write lab.yaml >/dev/null <<EOF
name: $name
topology:
  nodes:
    r1: { kind: bird, asn: 64512 }
    d1: { kind: exec, command: [sleep, infinity] }
    n1: { kind: exec, command: [sleep, infinity] }
  links:
    - endpoints: ["r1:eth1", "n1:eth1"]
    - endpoints: ["d1:eth1", "n1:eth2"]
EOF
    anycast-lab up "$BATS_TEST_TMPDIR/lab.yaml"
    configure
}

on() {
    local node=$1
    shift
    anycast-lab exec "$name" "$node" -- "$@"
}

# configure [LINE…]: the node's file, with further lines in Cache.Anycast
configure() {
    {
        cat <<'EOF'
Federation: { DirectorUrl: "https://198.18.2.1" }
Cache:
  EnableV2: true
  Anycast:
    Enable: true
    Hostname: cache.anycast.example.org
    Routes: [203.0.113.0/24]
    NextHop: 198.18.1.2
    ProbeUrl: https://198.18.1.2:8443
    StateFile: /tmp/state
    BGP: { RouterID: 198.18.1.2, LocalASN: 65001, PeerAddress: 198.18.1.1, PeerASN: 64512 }
EOF
        printf '    %s\n' "Addresses: [${address:-203.0.113.10}]" "Linger: ${linger:-0s}" "$@"
    } | on n1 sh -c 'cat >/tmp/node.yaml'
}

# start: the announcer, until it is ready
start() {
    on n1 sh -c 'setsid anycastd -c /tmp/node.yaml >>/tmp/log 2>&1 &'
    wait_for 5 on n1 grep -q 'anycast: ready' /tmp/log
}

signal() {
    # shellcheck disable=SC2016 # expanded in the node
    on n1 sh -c 'kill -$1 $(pgrep -x anycastd)' sh "$1"
}

# finish SIGNAL: the announcer, until it has ended
finish() {
    signal "$1"
    wait_for 5 run_there 0
    on n1 rm -f /tmp/log
}

# run_there N: so many announcers run
run_there() {
    [ "$(on n1 pgrep -xc anycastd)" = "$1" ]
}

# bound: where the service address is, "device address/length" a line
bound() {
    on n1 ip -o -4 addr show | sed -n 's/^[0-9]*: *\([a-z0-9]*\) *inet \(203[^ ]*\).*/\1 \2/p'
}

@test "ADDR-10: the device is the configured one, else towards the director, else towards the router" {
    host
    start
    assert_equal "$(bound)" "eth2 203.0.113.10/32"
    finish TERM
    configure 'Device: eth1'
    start
    assert_equal "$(bound)" "eth1 203.0.113.10/32"
    finish TERM
    # no route leads to the director
    on n1 ip route del default
    on n1 ip link set eth2 down
    configure
    start
    assert_equal "$(bound)" "eth1 203.0.113.10/32"
    finish TERM
    assert_equal "$(bound)" ""
    configure 'Device: eth7'
    run on n1 anycastd -c /tmp/node.yaml
    assert_failure
    assert_output --partial Cache.Anycast.Device
}

@test "ADDR-05: an address with another length is present: auto leaves it, on removes what is there" {
    host
    on n1 ip addr add 203.0.113.10/24 dev eth2
    start
    assert_equal "$(bound)" "eth2 203.0.113.10/24"
    finish TERM
    assert_equal "$(bound)" "eth2 203.0.113.10/24"
    configure 'AddressManagement: on'
    start
    assert_equal "$(bound)" "eth2 203.0.113.10/24"
    finish TERM
    assert_equal "$(bound)" ""
}

@test "ADDR-05: the same address on another device is somebody else's" {
    host
    on n1 ip addr add 203.0.113.10/32 dev lo
    start
    assert_equal "$(bound)" $'lo 203.0.113.10/32\neth2 203.0.113.10/32'
    finish TERM
    assert_equal "$(bound)" "lo 203.0.113.10/32"
}

@test "ADDR-08: after SIGKILL the mark alone, or the state file alone, tells what is ours" {
    host
    start
    finish KILL
    assert_equal "$(bound)" "eth2 203.0.113.10/32"
    on n1 rm /tmp/state
    start
    finish TERM
    assert_equal "$(bound)" ""

    start
    finish KILL
    on n1 ip addr del 203.0.113.10/32 dev eth2
    on n1 ip addr add 203.0.113.10/32 dev eth2
    start
    finish TERM
    assert_equal "$(bound)" ""

    # neither: the operator's
    on n1 ip addr add 203.0.113.10/32 dev eth2
    start
    finish KILL
    start
    finish TERM
    assert_equal "$(bound)" "eth2 203.0.113.10/32"
}

@test "ADDR-08: killed on one device and started on another, a stop leaves nothing on either" {
    host
    start
    finish KILL
    configure 'Device: eth1'
    start
    assert_equal "$(bound)" $'eth1 203.0.113.10/32\neth2 203.0.113.10/32'
    finish TERM
    assert_equal "$(bound)" ""
}

@test "ADDR-08: when runs overlap, the end of the first does not take the address from the second" {
    host
    linger=500ms configure
    start
    signal TERM
    on n1 rm /tmp/log
    start
    is_bound() { [ "$(bound)" = "eth2 203.0.113.10/32" ]; }
    wait_for 5 run_there 1
    wait_for 5 is_bound
    finish TERM
    assert_equal "$(bound)" ""
}

@test "ADDR-11: what it adds is no source address and no route" {
    host
    address=203.0.113.10/24 configure
    start
    run on n1 ip -d -o -4 addr show dev eth2
    assert_output --regexp '203.0.113.10/24 .*scope host .*noprefixroute'
    run on n1 ip route show 203.0.113.0/24
    assert_output ''
    run on n1 ip route get 198.18.2.1
    refute_output --partial 'src 203.0.113.10'
}

# says WORDS: the announcer has said so
says() {
    on n1 grep -q "$1" /tmp/log
}

# certificate NAME: a key and a certificate of that name, /tmp/NAME.pem, in the node
certificate() {
    on n1 openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x \
        -addext "subjectAltName=DNS:$1" -keyout "/tmp/$1.pem" -out /tmp/cert.pem 2>/dev/null
    on n1 sh -c "cat /tmp/cert.pem >>/tmp/$1.pem"
}

@test "SAN-02: the probe says the anycast name, as clients do, and asks this host alone" {
    host
    certificate other.example.org
    certificate cache.anycast.example.org
    # the right certificate only for whoever asks for it
    on n1 sh -c 'setsid openssl s_server -accept 8443 -cert /tmp/other.example.org.pem \
        -servername cache.anycast.example.org -cert2 /tmp/cache.anycast.example.org.pem -key2 /tmp/cache.anycast.example.org.pem \
        >/dev/null 2>&1 </dev/zero &'
    listens() { on n1 ss -Hltn | grep -q ':8443 '; }
    wait_for 5 listens
    start
    wait_for 5 says 'health, certificate and addresses are good'
    finish TERM

    # a name of its own that leads to the service address, which another node may answer
    on n1 sh -c 'echo 203.0.113.10 own.example.org >>/etc/hosts' || skip "hosts cannot be written"
    configure
    on n1 sed -i 's/198.18.1.2:8443/own.example.org:8443/' /tmp/node.yaml
    start
    wait_for 5 says 'leads to a service address'
    finish TERM
}

# announced / withdrawn: what the router's kernel has
announced() {
    on r1 ip route show 203.0.113.0/24 | grep -q via
}

withdrawn() {
    ! announced
}

# health COMMAND: run in the node, with $h the path of its health file
health() {
    on c1 sh -c "h=/run/anycast-lab/c1/health; $1"
}

@test "HEALTH-05 ADV-04: the health file counts however it is written" {
    write lab.yaml >/dev/null <<EOF
name: $name
anycast:
  hostname: cache.anycast.example.org
  addresses: [203.0.113.10]
  routes: [203.0.113.0/24]
topology:
  nodes:
    r1: { kind: bird, asn: 64512 }
    c1: { kind: announcer, asn: 65001, node-config: { Cache.Anycast.Rise: 1, Cache.Anycast.ProbeInterval: 2s } }
  links:
    - endpoints: ["r1:eth1", "c1:eth1"]
EOF
    anycast-lab up "$BATS_TEST_TMPDIR/lab.yaml"
    wait_for 5 announced
    # shellcheck disable=SC2016 # expanded in the node
    for how in 'echo critical >$h' 'echo critical >$h.new; mv $h.new $h' 'rm $h' ': >$h' \
        'exec 3>$h; echo critical >&3; sleep 1' 'printf "web ok\nstorage warning\n" >$h'; do
        health "$how" 3>&- 4>&- &
        wait_for 2 withdrawn
        wait "$!" || :
        health 'echo ok >$h'
        wait_for 2 announced
    done
    # rewritten with the same word it is the same health, whatever the file was in between
    for _ in 1 2 3 4 5 6 7 8 9; do
        # shellcheck disable=SC2016 # expanded in the node
        health 'echo ok >$h'
    done
    # behind a link inotify sees nothing: the interval is the bound
    # shellcheck disable=SC2016 # expanded in the node
    health 'echo ok >/run/real; ln -s /run/real $h.new; mv $h.new $h; echo critical >/run/real'
    wait_for 4 withdrawn
    run anycast-lab events "$name"
    assert_equal "$(grep -c 'Cache is not healthy.*old=announced' <<<"$output")" 7
}

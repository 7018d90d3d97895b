# What is on the wire, judged by somebody else: tshark's dissector, and a router's own command line.

load ../lib/lab

setup() {
    name=wire-$BATS_SUITE_TEST_NUMBER-$((RANDOM % 1000))
    pcap=$BATS_TEST_TMPDIR/session.pcapng
}

teardown() {
    anycast-lab down "$name" >/dev/null 2>&1 || :
}

# lab ROUTER-LINE: a router as given, an announcer with both families and a large AS number
lab() {
    write lab.yaml <<EOF
name: $name
anycast:
  hostname: cache.anycast.example.org
  addresses: [203.0.113.10, "2001:db8:a::10"]
  routes: [203.0.113.0/24, "2001:db8:a::/48"]
topology:
  nodes:
    $1
    c1: { kind: announcer, asn: 4200000001 }
  links:
    - endpoints: ["r1:eth1", "c1:eth1"]
EOF
}

birdc() {
    anycast-lab exec "$name" r1 -- birdc -s /run/anycast-lab/r1/bird.ctl "$@"
}

# dissect FILTER FIELD: one line a packet that matches, of what has been captured so far
dissect() {
    tshark -r "$pcap" -d tcp.port==179,bgp -Y "$1" -T fields -e "$2" 2>/dev/null || :
}

seen() {
    [ -n "$(dissect "$1" frame.number)" ]
}

# A scratch configuration: the router agrees to IPv4 only.
router_of_ipv4() {
    write bird.conf <<'EOF'
log stderr { info };
router id 198.18.128.1;
protocol device { scan time 1; }
protocol kernel { ipv4 { import none; export where source = RTS_BGP; }; }
template bgp anycast { local as 64512; passive on; error wait time 0,0; ipv4 { import all; export none; }; }
protocol bgp c1 from anycast { neighbor range 198.18.0.0/15 external; dynamic name "c"; }
EOF
}

@test "BGP-HDR-01 BGP-UPD-03: tshark has nothing to say against a session from OPEN to Cease" {
    anycast-lab up "$(lab 'r1: { kind: bird, asn: 64512 }')"
    anycast-lab exec "$name" r1 -- tshark -i eth1 -f 'tcp port 179' -w - >"$pcap" 2>/dev/null 3>&- 4>&- &
    capture=$!
    wait_for 10 test -s "$pcap"
    birdc restart all
    wait_for 15 seen 'bgp.type == 2 && bgp.update.path_attribute.mp_reach_nlri'
    anycast-lab exec "$name" c1 -- sh -c 'kill -TERM $(pgrep -x anycastd)'
    wait_for 15 seen 'bgp.notify.major_error == 6 && bgp.notify.minor_error_cease == 2'
    kill "$capture"
    run dissect 'bgp.type == 1' bgp.cap.4as
    assert_output --partial 4200000001
    run dissect 'bgp && _ws.malformed' frame.number
    assert_output ''
    run dissect 'bgp && _ws.expert.severity >= 6291456' _ws.expert.message
    refute_output --regexp '[Mm]alformed|[Ii]nvalid|[Ee]rror'
}

@test "BGP-MP-02 ADV-08: a family the router does not agree to is reported and never claimed" {
    router_of_ipv4
    anycast-lab up "$(lab 'r1: { kind: bird, asn: 64512, config: bird.conf }')"
    has_route() { anycast-lab exec "$name" r1 -- ip -4 route show 203.0.113.0/24 | grep -q via; }
    wait_for 10 has_route
    run anycast-lab events "$name"
    assert_output --partial 'the router did not agree to their family'
    refute_output --partial 'Advertising anycast routes peer=198.18.0.1 routes=2/2'
    run anycast-lab exec "$name" r1 -- ip -6 route show 2001:db8:a::/48
    assert_output ''
}

package ssh

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

func TestAnAddressHasItsShareOfConnections(t *testing.T) {
	d := newAdmission()
	d.change(Defaults().Rules)
	now := time.Now()
	one, other := netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("192.0.2.2/32")
	for range 4 {
		if why := d.enter(one, now); why != "" {
			t.Fatal(why)
		}
	}
	if why := d.enter(one, now); !strings.Contains(why, "of one address") {
		t.Errorf("a fifth connection: %q", why)
	}
	if why := d.enter(other, now); why != "" {
		t.Errorf("another address: %q", why)
	}
	for range 7 { // 12 in all
		d.leave(one, false)
		if why := d.enter(one, now); why != "" {
			t.Fatal(why)
		}
	}
	d.leave(one, false)
	if why := d.enter(one, now); !strings.Contains(why, "in a minute") {
		t.Errorf("a thirteenth connection within a minute: %q", why)
	}
	if why := d.enter(one, now.Add(6*time.Second)); why != "" {
		t.Errorf("a twelfth of a minute later: %q", why)
	}
}

// One address that is refused does not use up what its neighbours have.
func TestANetworkHasItsShareOfConnections(t *testing.T) {
	for _, network := range []string{"192.0.2.%d/32", "2001:db8:1:%d::/64"} {
		d := newAdmission()
		r := Defaults().Rules
		r.PerAddress, r.PerNetwork, r.NetworkPerMinute = 2, 6, 8
		d.change(r)
		now := time.Now()
		enter := func(host int) string { return d.enter(netip.MustParsePrefix(fmt.Sprintf(network, host)), now) }
		for i := range 2 + 20 {
			if why := enter(1); (why == "") != (i < 2) || why == tooManyNet || why == tooFastNet {
				t.Fatalf("connection %d of one address: %q", i, why)
			}
		}
		for host := 2; host <= 5; host++ {
			if why := enter(host); why != "" {
				t.Fatalf("its neighbour %d: %q", host, why)
			}
		}
		if why := enter(6); why != tooManyNet {
			t.Errorf("a seventh connection of %s is told %q", network, why)
		}
		d.leave(netip.MustParsePrefix(fmt.Sprintf(network, 2)), false)
		if why := enter(7); why != "" {
			t.Errorf("one left, and the next of %s is told %q", network, why)
		}
		if why := enter(8); why != tooFastNet {
			t.Errorf("a ninth of %s in a minute is told %q", network, why)
		}
		if why := d.enter(netip.MustParsePrefix("198.51.100.1/32"), now); why != "" {
			t.Errorf("another network: %q", why)
		}
	}
}

func TestAnAddressIsWhatItsOwnerCannotChange(t *testing.T) {
	for text, want := range map[string]string{
		"192.0.2.7:99": "192.0.2.7/32", "[::ffff:192.0.2.7]:99": "192.0.2.7/32",
		"[2001:db8:1:2:3:4:5:6]:99": "2001:db8:1:2::/64", "[fe80::1%eth0]:99": "fe80::/64",
	} {
		if got := addressOf(from{addr: text}).String(); got != want {
			t.Errorf("%s counts as %s, want %s", text, got, want)
		}
	}
}

// from is a connection of which only the address is known.
type from struct {
	net.Conn
	addr string
}

func (f from) RemoteAddr() net.Addr { return f }
func (f from) Network() string      { return "tcp" }
func (f from) String() string       { return f.addr }

func TestConnectionsAreRefusedBeforeAKeyIsExchanged(t *testing.T) {
	h := open(t, func(o *Options) { o.PerAddress = 2 }, nil)
	first := h.window("x", quick)
	h.mustDial("y")
	if _, err := h.dial("z"); err == nil {
		t.Error("a third connection of an address was served")
	}
	if text := h.log.String(); !strings.Contains(text, "too many connections of one address") || strings.Contains(text, "from=127.0.0.1") {
		t.Errorf("the log is\n%s", text)
	}
	first.leaves()
	h.await("room", func() bool { c, err := h.dial("z"); return err == nil && c != nil })
}

func TestAFullServerSaysSo(t *testing.T) {
	h := open(t, func(o *Options) { o.Sessions = 1 }, nil)
	first := h.window("x", quick)
	first.shows("NLL  = sum, exactly")
	if code, last := h.window("y", quick).ends(); code != 1 || !strings.Contains(last, "all 1 places are taken") {
		t.Errorf("code %d and %q", code, last)
	}
	first.leaves()
	h.await("the place is free", h.isEmpty)
	h.window("y", quick).leaves()
}

func TestWhoDoesNothingIsWarnedAndThenLeaves(t *testing.T) {
	h := open(t, func(o *Options) { o.Idle = 2 * time.Second }, nil)
	idle, busy := h.window("x", quick), h.window("y", quick)
	idle.shows("NLL  = sum, exactly")
	done := make(chan struct{})
	defer func() { <-done }()
	go func() { // keys are somebody; what is written or keeps a connection alive is not
		defer close(done)
		for i := uint32(0); ; i++ {
			busy.keys.Write([]byte("M"))
			if _, _, err := idle.client.SendRequest("keepalive@openssh.com", true, nil); err != nil {
				return
			}
			resize(idle.session, 100+i%2, 30)
			time.Sleep(50 * time.Millisecond)
		}
	}()
	idle.shows("nobody seems to be there")
	idle.shows("‖ paused")
	if code, last := idle.ends(); code != 1 || !strings.Contains(last, errIdle.Error()) || !strings.Contains(last, "--spec") {
		t.Errorf("code %d and %q", code, last)
	}
	busy.leaves()
}

func TestNoSessionIsLongerThanTheLongest(t *testing.T) {
	w := open(t, func(o *Options) { o.Longest = time.Second }, nil).window("x", quick)
	if code, last := w.ends(); code != 1 || !strings.Contains(last, errLongest.Error()) {
		t.Errorf("code %d and %q", code, last)
	}
}

func TestAuthorisedKeysAreAdmitted(t *testing.T) {
	friend, stranger := newKey(t, 2), newKey(t, 3)
	file := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(file, append([]byte("# friends\n"), gossh.MarshalAuthorizedKey(friend.PublicKey())...), 0o600); err != nil {
		t.Fatal(err)
	}
	keys, err := AuthorizedKeys(file)
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, func(o *Options) { o.Keys = keys }, nil)
	if _, err := h.dial("x", stranger); err == nil {
		t.Error("a stranger came in")
	}
	if _, err := h.dial("x"); err == nil {
		t.Error("somebody without a key came in")
	}
	c, err := h.dial("x", stranger, friend)
	if err != nil {
		t.Fatal(err)
	}
	h.windowOf(c, 100, 30, quick).leaves()
}

func TestKeysAreReplacedWhileTheServerRuns(t *testing.T) {
	friend, other := newKey(t, 2), newKey(t, 3)
	h := open(t, func(o *Options) { o.Keys = []gossh.PublicKey{friend.PublicKey()} }, nil)
	c, err := h.dial("x", friend)
	if err != nil {
		t.Fatal(err)
	}
	w := h.windowOf(c, 100, 30, quick)
	w.shows("flow")
	rules := h.server.Rules
	rules.Keys = []gossh.PublicKey{other.PublicKey()}
	h.server.Change(rules)
	if _, err := h.dial("x", friend); err == nil {
		t.Error("a key that was taken out came in")
	}
	if _, err := h.dial("x", other); err != nil {
		t.Errorf("a key that was put in: %v", err)
	}
	w.leaves()
}

func TestAddressesThatAreRememberedAreBounded(t *testing.T) {
	a, now := arrivals{perMinute: 2}, time.Now()
	address := func(i int) netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i)}), 32)
	}
	for i := range 5 * maxAddresses {
		if !a.allow(address(i), now) {
			t.Fatalf("address %d was refused", i)
		}
		if n := len(a.young) + len(a.old); n > maxAddresses {
			t.Fatalf("%d addresses are remembered", n)
		}
	}
	last := address(5*maxAddresses - 1)
	if a.allow(last, now); a.allow(last, now) {
		t.Error("a third connection was allowed")
	}
	for later := 10; later < 120; later += 10 { // one that never stops is not forgotten
		for range 10 {
			a.allow(last, now.Add(time.Duration(later)*time.Second))
		}
		if a.allow(last, now.Add(time.Duration(later)*time.Second)) {
			t.Fatalf("after %d s it was forgotten", later)
		}
	}
}

func TestAuthorisedKeysAreReadStrictly(t *testing.T) {
	key := string(gossh.MarshalAuthorizedKey(newKey(t, 2).PublicKey()))
	for text, want := range map[string]string{
		"": "no public key", "# none\n": "no public key", "rubbish\n": "no public key", `from="192.0.2.1" ` + key: "options",
	} {
		file := filepath.Join(t.TempDir(), "keys")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := AuthorizedKeys(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// The client of OpenSSH prints what a message of disconnection says.
func TestWhoIsRefusedIsToldWhy(t *testing.T) {
	h := open(t, func(o *Options) { o.PerMinute = 2 }, nil)
	for range 2 {
		c, err := net.Dial("tcp", h.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	_, err := gossh.Dial("tcp", h.addr, &gossh.ClientConfig{User: "x", HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 5 * time.Second})
	if err == nil || !strings.Contains(err.Error(), "too many connections of your address in a minute") {
		t.Errorf("it is told %v", err)
	}
}

package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"
	gossh "golang.org/x/crypto/ssh"

	"bijou/presets"
	"bijou/tui/ssh"
)

// serveFlags are what the verb serve may be told beside what is in the options.
type serveFlags struct {
	listen, hostKey, keys string
	proxies               string
	anonymous             bool
}

func serve() *cobra.Command {
	o, f := ssh.Defaults(), serveFlags{}
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the explorer over SSH, a run of its own to each who connects",
		Long: "Serve the explorer over SSH: ssh -p 2222 HOST opens it, ssh -p 2222 rings@HOST with other data,\n" +
			"ssh -p 2222 HOST help says what else there is. Guests reach no files and no shell, and who is refused\n" +
			"is told why. SIGHUP reads the authorized keys anew. SIGTERM and SIGINT ask all sessions to end, which\n" +
			"print their runs as lines to go on with; the exit code is 0.",
		Example: `  bijou serve
  bijou serve --listen :2222 --anonymous
  bijou serve --listen :2222 --authorized-keys ~/.ssh/authorized_keys
  bijou serve --listen :2222 --anonymous --proxy-from 10.0.0.0/8`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.check(&o); err != nil {
				return usage(err)
			}
			return f.run(c, o)
		},
	}
	s := c.Flags()
	s.StringVar(&f.listen, "listen", "127.0.0.1:2222", "address and port")
	s.StringVar(&f.hostKey, "host-key", "", "private key of the host, made if there is none; otherwise one in bijou's state directory")
	s.StringVar(&f.keys, "authorized-keys", "", "file of the public keys that may come in")
	s.BoolVar(&f.anonymous, "anonymous", false, "let anybody in, from anywhere")
	s.IntVar(&o.Sessions, "sessions", o.Sessions, "sessions at a time")
	s.IntVar(&o.PerAddress, "per-address", o.PerAddress, "connections of an address at a time")
	s.IntVar(&o.PerMinute, "per-minute", o.PerMinute, "new connections of an address in a minute")
	s.StringVar(&f.proxies, "proxy-from", "", "addresses or networks of balancers that say with the PROXY protocol for whom they connect, as 10.0.0.0/8,::1")
	s.BoolVar(&o.LogAddresses, "log-addresses", false, "log the addresses of guests; otherwise names that stand for them until the server ends")
	s.DurationVar(&o.Idle, "idle", o.Idle, "time without a key until a session ends")
	s.DurationVar(&o.Longest, "longest", o.Longest, "time until any session ends")
	c.MarkFlagsMutuallyExclusive("anonymous", "authorized-keys")
	return c
}

// check refuses what would not serve, or would serve more people than was meant.
func (f *serveFlags) check(o *ssh.Options) (err error) {
	host, _, err := net.SplitHostPort(f.listen)
	switch {
	case err != nil:
		return fmt.Errorf("--listen is an address and a port, such as 127.0.0.1:2222: %w", err)
	case o.Sessions < 1:
		return fmt.Errorf("--sessions is at least 1, not %d", o.Sessions)
	case o.PerAddress < 1 || o.PerMinute < 1:
		return errors.New("--per-address and --per-minute are at least 1")
	case o.Idle < time.Second || o.Longest < time.Second:
		return errors.New("--idle and --longest are at least a second")
	case !isLoopback(host) && !f.anonymous && f.keys == "":
		return fmt.Errorf("%s can be reached from other machines: say --anonymous to let anybody in, or --authorized-keys FILE", f.listen)
	}
	if o.Proxies, err = ssh.ParseNetworks(f.proxies); err != nil {
		return fmt.Errorf("--proxy-from: %s", presets.Clean(err.Error()))
	}
	if f.hostKey == "" {
		f.hostKey, err = ownHostKey()
	}
	return err
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// ownHostKey is where the key of the host is if nobody says. Without a home it would
// be made anew in places that do not stay, and guests would be warned of another host.
func ownHostKey() (string, error) {
	xdg.Reload() // as the environment may have changed since the process started
	if home, err := os.UserHomeDir(); (err != nil || home == "/") && os.Getenv("XDG_STATE_HOME") == "" {
		return "", errors.New("there is no home directory that could keep the key of this host: say --host-key FILE, on a disk that stays")
	}
	return filepath.Join(xdg.StateHome, "bijou", "host_ed25519"), nil
}

func (f *serveFlags) run(c *cobra.Command, o ssh.Options) (err error) {
	var made bool
	if o.HostKey, made, err = ssh.HostKey(f.hostKey); err != nil {
		return ran(err)
	}
	if f.keys != "" {
		if o.Keys, err = ssh.AuthorizedKeys(f.keys); err != nil {
			return ran(err)
		}
	}
	o.Log = slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil))
	s := ssh.New(o)
	signals, stop := servingSignals()
	defer stop()
	ctx, end := f.heed(c.Context(), signals, s)
	defer end()
	config := net.ListenConfig{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 15 * time.Second, Count: 4}}
	l, err := config.Listen(ctx, "tcp", f.listen)
	if err != nil {
		return ran(err)
	}
	o.Log.Info("serving", "address", l.Addr().String(), "key", gossh.FingerprintSHA256(o.HostKey.PublicKey()), "file", f.hostKey, "new", made)
	err = s.Serve(ctx, l)
	o.Log.Info("ended", "why", err)
	if errors.Is(err, errAsked) {
		return nil
	}
	return ran(err)
}

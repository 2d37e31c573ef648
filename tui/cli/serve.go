package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"
	gossh "golang.org/x/crypto/ssh"

	"bijou/tui/ssh"
)

// serveFlags are what the verb serve may be told beside numbers.
type serveFlags struct {
	listen, hostKey, keys string
	anonymous             bool
}

func serve() *cobra.Command {
	o, f := ssh.Defaults(), serveFlags{}
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the explorer over SSH, a run of its own to each who connects",
		Long: "Serve the explorer over SSH: ssh -p 2222 HOST opens it, ssh -p 2222 rings@HOST with other data,\n" +
			"ssh -p 2222 HOST help says what else there is. Guests reach no files and no shell. An address has\n" +
			"12 new connections a minute and 4 at a time; who is refused is told why.",
		Example: `  bijou serve
  bijou serve --listen :2222 --anonymous
  bijou serve --listen :2222 --authorized-keys ~/.ssh/authorized_keys`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.check(o); err != nil {
				return usage(err)
			}
			return f.run(c, o)
		},
	}
	s := c.Flags()
	s.StringVar(&f.listen, "listen", "127.0.0.1:2222", "address and port")
	s.StringVar(&f.hostKey, "host-key", "", "private key of the host; one is made in bijou's state directory otherwise")
	s.StringVar(&f.keys, "authorized-keys", "", "file of the public keys that may come in")
	s.BoolVar(&f.anonymous, "anonymous", false, "let anybody in, from anywhere")
	s.IntVar(&o.Sessions, "sessions", o.Sessions, "sessions at a time")
	s.DurationVar(&o.Idle, "idle", o.Idle, "time without a key until a session ends")
	s.DurationVar(&o.Longest, "longest", o.Longest, "time until any session ends")
	c.MarkFlagsMutuallyExclusive("anonymous", "authorized-keys")
	return c
}

// check refuses what would not serve, or would serve more people than was meant.
func (f *serveFlags) check(o ssh.Options) error {
	host, _, err := net.SplitHostPort(f.listen)
	switch {
	case err != nil:
		return fmt.Errorf("--listen is an address and a port, such as 127.0.0.1:2222: %w", err)
	case o.Sessions < 1:
		return fmt.Errorf("--sessions is at least 1, not %d", o.Sessions)
	case o.Idle < time.Second || o.Longest < time.Second:
		return errors.New("--idle and --longest are at least a second")
	case !isLoopback(host) && !f.anonymous && f.keys == "":
		return fmt.Errorf("%s can be reached from other machines: say --anonymous to let anybody in, or --authorized-keys FILE", f.listen)
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (f *serveFlags) run(c *cobra.Command, o ssh.Options) (err error) {
	file := f.hostKey
	if file == "" {
		file = filepath.Join(xdg.StateHome, "bijou", "host_ed25519")
	}
	var made bool
	if o.HostKey, made, err = ssh.HostKey(file); err != nil {
		return ran(err)
	}
	if f.keys != "" {
		if o.Keys, err = ssh.AuthorizedKeys(f.keys); err != nil {
			return ran(err)
		}
	}
	ctx, stop := withSignals(c.Context())
	defer stop()
	config := net.ListenConfig{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 15 * time.Second, Count: 4}}
	l, err := config.Listen(ctx, "tcp", f.listen)
	if err != nil {
		return ran(err)
	}
	o.Log = slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil))
	o.Log.Info("serving", "address", l.Addr().String(), "key", gossh.FingerprintSHA256(o.HostKey.PublicKey()), "file", file, "new", made)
	return ran(ssh.New(o).Serve(ctx, l))
}

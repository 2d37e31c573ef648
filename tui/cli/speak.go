package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"bijou/tui/plain"
)

func speak() *cobra.Command {
	var o plain.SpeakOptions
	c := &cobra.Command{
		Use:   "speak RUN FILE.wav",
		Short: "Write what a saved run of waves says as a sound: drawn, or a recording in another voice or without its noise",
		Long: "Write a WAV file of what a saved run of waves says. By itself a sound is drawn, under --given. With\n" +
			"--from, a recording is carried to z under its own voice, --as, and back under --given; with --noise,\n" +
			"it becomes what the flow takes for behind noise of that deviation, for a recording as loud as 1.",
		Example: "  bijou train --recipe waveglow --save vowels.safetensors\n" +
			"  bijou speak vowels.safetensors --given i --seconds 2 i.wav\n" +
			"  bijou speak vowels.safetensors --from i.wav --as i --given u u.wav",
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			s, err := bestOf(args[0])
			if err != nil {
				return usage(err)
			}
			if o.From == "" && (o.As != "" || o.Noise > 0) {
				return usage(errors.New("--as and --noise are said of a recording; --from names it"))
			}
			if err := plain.Speak(s, args[1], o); err != nil {
				return usage(err)
			}
			return nil
		},
	}
	s := c.Flags()
	s.StringVar(&o.Given, "given", "", "condition of the sound, as sample takes it")
	s.StringVar(&o.From, "from", "", "recording to convert, or to take noise off")
	s.StringVar(&o.As, "as", "", "condition that the recording is under")
	s.Float64Var(&o.Noise, "noise", 0, "deviation of the noise that the recording has; 0 converts it")
	s.Float64Var(&o.Seconds, "seconds", 2, "length of a sound that is drawn")
	s.Float64Var(&o.Sigma, "sigma", 0.7, "what z is multiplied by")
	s.Uint64Var(&o.Seed, "seed", 1, "seed of the draw")
	return c
}

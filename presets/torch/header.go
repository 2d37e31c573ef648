package torch

import (
	"bijou/presets/reading"
	"fmt"
	"strconv"
	"strings"
)

// header is the comment that the script begins with.
func (s Script) header() string {
	var b strings.Builder
	say := func(format string, args ...any) {
		line := fmt.Sprintf(format, args...)
		b.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
	say("A normalizing flow, written by %s.", strings.TrimSpace("bijou "+oneLine(s.Version)))
	if s.Recipe != "" {
		say("Its run: %s", oneLine(s.Recipe))
	}
	if s.Moment != "" {
		say("The weights are %s.", oneLine(s.Moment))
	}
	for j, name := range s.Columns {
		bounds := ""
		if j < len(s.Supports) && s.Supports[j].String() != "" {
			bounds = ", in its support " + s.Supports[j].String()
		}
		if j < len(s.Whole) && s.Whole[j] {
			bounds += ", whole numbers"
		}
		if j < len(s.Atoms) && s.Atoms[j].Is {
			bounds += fmt.Sprintf(", %g with a probability of its own", s.Atoms[j].Value)
		}
		say("Column %d: %s%s", j+1, reading.Clean(name), bounds)
	}
	for _, e := range s.Exact {
		say("Left out: %s", reading.Clean(e.Formula(s.Columns)))
	}
	for _, g := range s.Given {
		if g.Levels == nil {
			say("Given: %s", reading.Clean(g.Name))
		}
		for _, level := range g.Levels {
			say("Given: 1 where %s is %s, else 0", reading.Clean(g.Name), reading.Clean(level))
		}
		if g.Learnt {
			say("The frequencies of %s are not in here: log p is that of the numbers under it.", reading.Clean(g.Name))
		}
	}
	say("")
	say("It needs PyTorch 2 alone. All numbers are float64; x and log p are in the data's own units.")
	say("")
	say("    flow = build()")
	if c := s.Stack.Given; c > 0 {
		say("    flow.log_prob(x, given)                 # nats, n; x is n×%d, given n×%d", s.Stack.Dim, c)
		say("    flow.sample(len(given), given)          # n×%d; so are the calls below", s.Stack.Dim)
	} else {
		say("    flow.log_prob(x)                        # nats, n; x is n×%d", s.Stack.Dim)
		say("    flow.sample(1000)                       # n×%d", s.Stack.Dim)
	}
	say("    z, ladj = flow.inverse(x)               # to the base, with log|det dz/dx|")
	say("    x, ladj = flow(z)                       # to the data, with log|det dx/dz|")
	say("")
	say("    optimiser = torch.optim.Adam([p for p in flow.parameters() if p.requires_grad], lr=1e-3)")
	say("    for x in batches:")
	say("        loss = -flow.log_prob(x).mean()     # NLL in nats")
	say("        optimiser.zero_grad()")
	say("        loss.backward()")
	say("        optimiser.step()")
	return strings.TrimRight(b.String(), "\n")
}

// oneLine takes from a text what would end a comment, or hide in it.
func oneLine(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		words[i] = reading.Clean(w)
	}
	return strings.Join(words, " ")
}

// quote writes a text as Python and Go both read it.
func quote(text string) string { return strconv.QuoteToASCII(text) }

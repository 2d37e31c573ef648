package diagnose

import (
	"fmt"

	"bijou/model"
)

// How many points are ranked for a diagnosis, and among how many draws each.
const (
	ranked   = 500
	ranksOf  = 199
	fewRanks = 5 * rankBins // with fewer points no bin is expected to hold five
)

// Calibrated is what simulation-based calibration says of a flow under conditions.
type Calibrated struct {
	Points     int          `json:"points"`
	Draws      int          `json:"draws"`   // that each is ranked among
	Columns    []Ranked     `json:"columns"` // the parameters
	Joint      model.Number `json:"joint_p"` // of the ranks of log q
	FamilyP    model.Number `json:"family_p"`
	Coverage90 model.Number `json:"coverage90"` // share of the points in central 90 % intervals, over all columns
	CoverageZ  model.Number `json:"coverage_z"` // standard errors that the worst column is off
	Expected   []Level      `json:"expected"`   // coverage of the regions of highest density
	ExpectedZ  model.Number `json:"expected_z"` // standard errors that the worst level is off
}

// Ranked is the p of even ranks of a column.
type Ranked struct {
	Name string       `json:"name"`
	P    model.Number `json:"p"`
}

// Rank adds simulation-based calibration to a diagnosis. The error says why a run has
// none.
func (d *Diagnosis) Rank(s *model.Snapshot) error {
	if why := NotCalibrated(s); why != "" {
		return fmt.Errorf("%s", why)
	}
	c := CalibrationOf(s, ranked, ranksOf, newRand(streamRanks))
	r := &Calibrated{Points: len(c.Joint), Draws: c.Draws, Joint: model.Number(c.JointP()), FamilyP: model.Number(c.FamilyP()),
		Expected: c.Expected(), ExpectedZ: model.Number(c.ExpectedZ())}
	for j := range c.Ranks {
		r.Columns = append(r.Columns, Ranked{s.Data.Columns[j], model.Number(c.P(j))})
	}
	share, z := c.Coverage(0.9)
	r.Coverage90, r.CoverageZ = model.Number(share), model.Number(z)
	d.Calibration = r
	d.Checked = d.Checks()
	return nil
}

func (c *Calibrated) title() string {
	return fmt.Sprintf("calibration: %d points, each among %d draws under its conditions", c.Points, c.Draws)
}

// lines are p-values of even ranks, and what regions of highest density cover.
func (c *Calibrated) lines() []Line {
	few := c.Points < fewRanks
	columns := c.Columns
	var lines []Line
	if len(columns) > manyAxes {
		worst := columns[0]
		for _, r := range columns {
			if r.P < worst.P {
				worst = r
			}
		}
		p := min(1, float64(worst.P)*float64(len(columns)))
		columns = nil
		lines = append(lines, Line{Name: fmt.Sprintf("worst of %d ranks", len(c.Columns)), Value: fixed("%.3f", model.Number(p)), Unit: "p", Means: worst.Name}.tested(p, few, "uneven"))
	}
	for _, r := range columns {
		lines = append(lines, Line{Name: "ranks " + shortened(r.Name, 12), Value: fixed("%.3f", r.P), Unit: "p", Means: "even if calibrated"}.tested(float64(r.P), few, "uneven"))
	}
	lines = append(lines,
		Line{Name: "ranks of log q", Value: fixed("%.3f", c.Joint), Unit: "p", Means: "even if calibrated"}.tested(float64(c.Joint), few, "uneven"),
		Line{Name: "all ranks", Value: fixed("%.3f", c.FamilyP), Unit: "p", Means: "corrected for number"},
		Line{Name: "90 % intervals", Value: percent(c.Coverage90), Means: "of points, all columns"})
	for _, l := range c.Expected {
		if l.Nominal == 0.5 || l.Nominal == 0.9 {
			lines = append(lines, Line{Name: "of each " + percent(l.Nominal), Value: percent(l.Covered), Error: fmt.Sprintf("± %.2g %%", 100*l.SE), Means: "densest draws; expected"})
		}
	}
	return lines
}

// shortened cuts a name to some characters.
func shortened(name string, most int) string {
	if runes := []rune(name); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return name
}

package diagnose

import "bijou/model"

// A Study makes a diagnosis part by part, so that a screen can say how far it
// is, and can leave off. It belongs to one goroutine at a time.
type Study struct {
	flow   *model.Snapshot
	sample *Sample
	result Diagnosis
	done   int
}

// Begin returns the study of a snapshot, of which nothing is done yet.
func Begin(s *model.Snapshot) *Study { return &Study{flow: s} }

// studies are the parts of a diagnosis.
var studies = [...]func(p *Sample, d *Diagnosis){
	func(p *Sample, d *Diagnosis) {
		d.Fresh, d.Points, d.Conditional = p.Fresh, p.X.Rows, p.Flow.Given != nil
		d.Ordered = p.Flow.Data.Ordered
	},
	func(p *Sample, d *Diagnosis) { d.Divergence = p.Divergence() },
	func(p *Sample, d *Diagnosis) { d.KS, d.Chi2 = p.Marginals(), p.Radius() },
	func(p *Sample, d *Diagnosis) { d.HZ = p.HenzeZirkler() },
	func(p *Sample, d *Diagnosis) { d.QQ, d.Correlation = p.Quantiles(), p.Correlation() },
	func(p *Sample, d *Diagnosis) { d.SlicedW1 = p.SlicedWasserstein() },
	func(p *Sample, d *Diagnosis) { d.EnergyDistance = p.EnergyDistance() },
	func(p *Sample, d *Diagnosis) { c := p.Coverage(); d.HDR, d.HDRTest = c.Levels, c.Test },
	func(p *Sample, d *Diagnosis) { d.Modes = p.Modes() },
	func(p *Sample, d *Diagnosis) { d.RoundTrip = p.RoundTrip() },
	func(p *Sample, d *Diagnosis) { d.Condition, d.Stretch, d.LogDet = p.Jacobian() },
	func(p *Sample, d *Diagnosis) { m := p.Mass(); d.Integral, d.IntegralError = m.Integral, m.Error },
	func(p *Sample, d *Diagnosis) { d.account(p.Layers()) },
	func(p *Sample, d *Diagnosis) { d.runChains(p.Flow) },
}

// Next makes the next part. It returns false when the diagnosis is complete.
func (s *Study) Next() bool {
	if s.sample == nil {
		s.sample = Draw(s.flow)
	}
	if s.done < len(studies) {
		studies[s.done](s.sample, &s.result)
		s.done++
	}
	if s.done < len(studies) {
		return true
	}
	s.result.Checked = s.result.Checks()
	s.result.Alarms = s.result.alarms()
	return false
}

// Progress tells how many parts are done, and of how many.
func (s *Study) Progress() (done, of int) { return s.done, len(studies) }

// Diagnosis returns the diagnosis once it is complete, nil before.
func (s *Study) Diagnosis() *Diagnosis {
	if s.done < len(studies) {
		return nil
	}
	return &s.result
}

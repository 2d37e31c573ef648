package reading

import (
	"strings"

	"bijou/flows/ad"
	"bijou/model"
)

// Rows with a label, as those of bad parts, are to be found by a density of the others:
// they are set apart before anything is learnt.

// keepLabel finds the column of labels and keeps its texts.
func (t *table) keepLabel() error {
	if t.reading.Label == "" {
		return nil
	}
	name, _, _ := strings.Cut(t.reading.Label, ":")
	i, err := t.find(strings.TrimSpace(name))
	if err != nil {
		return err
	}
	for _, other := range t.besides() {
		if other == i {
			return Bad("give another column", "column %q is to be the label and something else", Clean(t.columns[i].name))
		}
	}
	t.label = len(t.aside)
	t.aside = append(t.aside, i)
	t.columns[i].texts = []string{}
	return nil
}

// setApart takes the rows with the label out of those that are learnt.
func (t *table) setApart(src model.Source, report *Report) (model.Source, error) {
	if t.reading.Label == "" {
		return src, nil
	}
	c := &t.columns[t.aside[t.label]]
	_, value, named := strings.Cut(t.reading.Label, ":")
	if value = strings.TrimSpace(value); !named {
		value = rarest(c.texts)
	}
	var learnt, labelled []int
	for i, text := range c.texts {
		if text == value {
			labelled = append(labelled, i)
		} else {
			learnt = append(learnt, i)
		}
	}
	src.Label = Clean(c.name) + "=" + Clean(value)
	if len(labelled) == 0 {
		return src, Bad("give a value that it has, as --label kind=bad", "column %q is %q in no row", Clean(c.name), Clean(value))
	}
	src.Labelled, src.Points = src.Points.PickRows(labelled), src.Points.PickRows(learnt)
	src.LabelledWeight = ad.PickItems(src.Weights, labelled)
	src.Weights, report.groups = ad.PickItems(src.Weights, learnt), ad.PickItems(report.groups, learnt)
	report.note("%s with %s set apart, to be found by a low log p.", Count(len(labelled), "row"), src.Label)
	return src, nil
}

// rarest is the text of the fewest rows, of those the first.
func rarest(texts []string) (text string) {
	n := map[string]int{}
	for _, s := range texts {
		n[s]++
	}
	for _, s := range texts {
		if text == "" || n[s] < n[text] {
			text = s
		}
	}
	return text
}

// withColumns keeps some of the first columns that are learnt, and all behind them.
func withColumns(m *ad.Mat, kept []int, learnt int) *ad.Mat {
	if m == nil {
		return nil
	}
	out := ad.New(m.Rows, 0)
	for _, j := range kept {
		out.Data = append(out.Data, m.Col(j)...)
	}
	for j := learnt; j < m.Cols; j++ {
		out.Data = append(out.Data, m.Col(j)...)
	}
	out.Cols = len(kept) + m.Cols - learnt
	return out
}

// Package presets holds everything that has a name: the data sets and targets
// of the catalogue, the recipes that make whole runs of them, and the rules by which a run
// that nobody describes gets its layers.
//
// There are two ways to a [model.Source]. [Datasets] lists the sets with a name: most are
// synthetic, have a density that is known exactly, and so show how far a flow is from the
// truth in nats; some real ones are carried in the program. [ParseSource] takes those and the
// files of people, which package reading turns into data.
//
// Runs on disk are here too: [SaveRun] and [OpenRun] for files that a person names, and a
// [Shelf] for those that nobody named.
//
// A program of somebody else's fits rows by [FitRows] and gets a [Distribution], which
// answers in their units and goes into files and back. That surface is stable: it stays from
// one version to the next. All else here, in model and in flows may be used and may change.
//
// The exact densities themselves stand in package densities. All log densities and entropies are
// in nats and in the data's own units. Densities never change after they are made and may be
// used from several goroutines at once, each with its own random source.
package presets

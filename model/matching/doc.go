// Package matching trains a continuous layer by flow matching: its field learns the
// straight ways from base samples to data, at random times, without solving its
// equation (Lipman et al. 2023; Liu et al. 2023; Albergo and Vanden-Eijnden 2023).
// How good the flow is, is judged by its exact likelihood all the same.
//
// Importing the package puts the objective into the catalogue of package model.
package matching

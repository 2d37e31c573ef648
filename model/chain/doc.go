// Package chain draws from a target by Markov chains in the base space of a flow: the
// truth beside what the flow says of a posterior by itself.
//
// The flow f carries the target p̃ to z as p̃(f(z))·|det ∂f/∂z|, which is near the base
// where the flow is good. There Metropolis' rule is exact whatever the flow is, and moves
// are easy to find: independent draws of the base, or Hamiltonian steps (Hoffman et al.
// 2019, "NeuTra-lizing bad geometry in Hamiltonian Monte Carlo using neural transport").
// What the chains are worth is told by the split R̂ of ranks and by effective sizes
// (Vehtari et al. 2021, "Rank-normalization, folding, and localization: an improved R̂").
//
// All randomness depends on the number of a chain alone, and chains move together in
// groups of a fixed size: the draws are the same bits on any number of cores.
package chain

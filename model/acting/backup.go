package acting

import "bijou/flows/ad"

// A Backup is Bellman's equation as a layer of a flow: z, a return from the next step
// on, becomes x = r + γz. Its condition is (r, γ) of every sample, n×2, and its
// log|det| is log γ: behind a flow of returns it makes the flow of what they should be
// (Bellemare, Dabney and Munos 2017, equation 3). Where γ is 0 nothing follows, and x
// is r whatever z: there is no way back.
type Backup struct{}

// Forward returns r + γz and log γ.
func (Backup) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	r, pays := ad.Cols(given, 0, 1), ad.Cols(given, 1, 2)
	return ad.Add(ad.Mul(z, pays), r), ad.Log(pays)
}

// Inverse returns (x − r)/γ and −log γ.
func (Backup) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	r, pays := ad.Cols(given, 0, 1), ad.Cols(given, 1, 2)
	return ad.Div(ad.Sub(x, r), pays), ad.Scale(ad.Log(pays), -1)
}

// backUp is Forward of one number: where nothing follows, whatever was drawn is worth
// nothing.
func backUp(z, r, pays float64) float64 {
	if pays == 0 {
		return r
	}
	return r + pays*z
}

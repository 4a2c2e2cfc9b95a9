// Package explorer finds out what is true of transactions by asking several
// sources and checking their answers: what can be proved is proved, what
// cannot is told apart by who says it, and a lie is a finding of its own.
//
// How far anyone is believed:
//
//   - A transaction is its bytes, and these hash to the ID asked for. What a
//     source says about it in other words is only compared with them.
//   - Confirmed is what a Merkle branch and a header with anchored work prove,
//     what two independent operators say alike (more than say otherwise), or
//     what the user's own node says. Final is six blocks deep besides, with a
//     branch, and with work that is anchored or a block that the own node has;
//     height and tip are then two operators' or the own node's word.
//   - Absent is what every source asked says positively that it does not know.
//     One that is silent, more than two blocks behind or caught in a lie makes
//     it unknown.
//   - Spent is what a spender in a block proves, what two operators or the own
//     node name, or what is signed by the owner and denied by nobody. That an
//     output is unspent cannot be proved: so many of so many saw no spender.
//   - A fault, whichever it is, is no information.
//
// What nothing here can see: two operators that lie alike.
package explorer

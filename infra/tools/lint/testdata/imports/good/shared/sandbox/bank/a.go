// Package bank plays a bank.
package bank

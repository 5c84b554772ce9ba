// The API of the benchmark with Go's standard library: net/http's mux, encoding/json, rules checked by hand.
// Answers, also those of 422, are FastAPI's. Usage: app PORT
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"unicode/utf8"
)

type Customer struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	VIP   bool   `json:"vip"`
}

type Line struct {
	SKU      string  `json:"sku"`
	Quantity int64   `json:"quantity"`
	Price    float64 `json:"price"`
}

type Order struct {
	ID       int64    `json:"id"`
	Customer Customer `json:"customer"`
	Lines    []Line   `json:"lines"`
	Note     *string  `json:"note"`
	Discount float64  `json:"discount"`
}

type Item struct {
	ItemID int64  `json:"item_id"`
	Limit  int64  `json:"limit"`
	Name   string `json:"name"`
}

type Problem struct {
	Type  string         `json:"type"`
	Loc   []any          `json:"loc"`
	Msg   string         `json:"msg"`
	Input any            `json:"input"`
	Ctx   map[string]any `json:"ctx,omitempty"`
}

type Problems struct {
	Detail []Problem `json:"detail"`
}

func (p *Problems) add(kind, msg string, input any, ctx map[string]any, loc ...any) {
	p.Detail = append(p.Detail, Problem{kind, loc, msg, input, ctx})
}

func (p *Problems) number(value, ge, le int64, input any, loc ...any) {
	if value < ge {
		p.add("greater_than_equal", fmt.Sprintf("Input should be greater than or equal to %d", ge), input,
			map[string]any{"ge": ge}, loc...)
	} else if value > le {
		p.add("less_than_equal", fmt.Sprintf("Input should be less than or equal to %d", le), input,
			map[string]any{"le": le}, loc...)
	}
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return strconv.Itoa(n) + " characters"
}

func (p *Problems) length(value string, least, most int, loc ...any) {
	n := utf8.RuneCountInString(value)
	if n < least {
		p.add("string_too_short", "String should have at least "+characters(least), value,
			map[string]any{"min_length": least}, loc...)
	} else if n > most {
		p.add("string_too_long", "String should have at most "+characters(most), value,
			map[string]any{"max_length": most}, loc...)
	}
}

func answer(w http.ResponseWriter, status int, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(text)
}

func parse(p *Problems, text string, ge, le int64, loc ...any) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		p.add("int_parsing", "Input should be a valid integer, unable to parse string as an integer", text, nil, loc...)
		return 0
	}
	p.number(value, ge, le, text, loc...)
	return value
}

func readItem(w http.ResponseWriter, r *http.Request) {
	var p Problems
	id := parse(&p, r.PathValue("item_id"), 1, 1<<63-1, "path", "item_id")
	limit := int64(20)
	if text := r.URL.Query().Get("limit"); text != "" {
		limit = parse(&p, text, 1, 100, "query", "limit")
	}
	if p.Detail != nil {
		answer(w, 422, p)
		return
	}
	answer(w, 200, Item{id, limit, "Lamp"})
}

func (o *Order) check(p *Problems) {
	p.number(o.ID, 1, 1<<63-1, o.ID, "body", "id")
	p.length(o.Customer.Name, 1, 100, "body", "customer", "name")
	p.length(o.Customer.Email, 3, 254, "body", "customer", "email")
	if len(o.Lines) < 1 || len(o.Lines) > 100 {
		p.add("too_short", "List should have 1 to 100 items after validation", o.Lines, nil, "body", "lines")
	}
	for i, line := range o.Lines {
		p.length(line.SKU, 1, 20, "body", "lines", i, "sku")
		p.number(line.Quantity, 1, 1000, line.Quantity, "body", "lines", i, "quantity")
		if !(line.Price > 0) {
			p.add("greater_than", "Input should be greater than 0", line.Price, map[string]any{"gt": 0.0},
				"body", "lines", i, "price")
		}
	}
	if o.Note != nil {
		p.length(*o.Note, 0, 500, "body", "note")
	}
	if o.Discount < 0 {
		p.add("greater_than_equal", "Input should be greater than or equal to 0", o.Discount,
			map[string]any{"ge": 0.0}, "body", "discount")
	} else if o.Discount > 1 {
		p.add("less_than_equal", "Input should be less than or equal to 1", o.Discount,
			map[string]any{"le": 1.0}, "body", "discount")
	}
}

func createOrder(w http.ResponseWriter, r *http.Request) {
	var p Problems
	var order Order
	if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
		p.add("json_invalid", "JSON decode error", map[string]any{}, map[string]any{"error": err.Error()}, "body", 0)
		answer(w, 422, p)
		return
	}
	if order.check(&p); p.Detail != nil {
		answer(w, 422, p)
		return
	}
	answer(w, 200, &order)
}

func main() {
	http.HandleFunc("GET /items/{item_id}", readItem)
	http.HandleFunc("POST /orders", createOrder)
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Fprintln(os.Stderr, http.Serve(listener, nil))
	os.Exit(1)
}

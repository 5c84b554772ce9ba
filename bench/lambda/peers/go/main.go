// The API of the benchmark with aws-lambda-go, its API proxy and net/http, rules checked by hand; answers, also those
// of 422, are FastAPI's.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"
)

type ItemIn struct {
	Name        string   `json:"name"`
	Description *string  `json:"description"`
	Price       float64  `json:"price"`
	Tax         *float64 `json:"tax"`
	Tags        []string `json:"tags"`
}

type Item struct {
	ID          int64    `json:"id"`
	Name        string   `json:"name"`
	Description *string  `json:"description"`
	Price       float64  `json:"price"`
	Tax         *float64 `json:"tax"`
	Tags        []string `json:"tags"`
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

func readItem(w http.ResponseWriter, r *http.Request) {
	var p Problems
	text := r.PathValue("item_id")
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		p.add("int_parsing", "Input should be a valid integer, unable to parse string as an integer", text, nil, "path", "item_id")
	} else if id < 1 {
		p.add("greater_than_equal", "Input should be greater than or equal to 1", text, map[string]any{"ge": 1}, "path", "item_id")
	}
	var q *string
	if query := r.URL.Query(); query.Has("q") {
		value := query.Get("q")
		q = &value
		p.length(value, 0, 50, "query", "q")
	}
	if p.Detail != nil {
		answer(w, 422, p)
		return
	}
	answer(w, 200, Item{id, "Tea pot", q, 19.5, nil, []string{"kitchen", "tea"}})
}

func (item *ItemIn) check(p *Problems) {
	p.length(item.Name, 1, 100, "body", "name")
	if item.Description != nil {
		p.length(*item.Description, 0, 300, "body", "description")
	}
	if !(item.Price > 0) {
		p.add("greater_than", "Input should be greater than 0", item.Price, map[string]any{"gt": 0.0}, "body", "price")
	}
	if item.Tax != nil && *item.Tax < 0 {
		p.add("greater_than_equal", "Input should be greater than or equal to 0", *item.Tax,
			map[string]any{"ge": 0.0}, "body", "tax")
	}
	if n := len(item.Tags); n > 5 {
		p.add("too_long", fmt.Sprintf("List should have at most 5 items after validation, not %d", n), item.Tags,
			map[string]any{"field_type": "List", "max_length": 5, "actual_length": n}, "body", "tags")
	}
	for i, tag := range item.Tags {
		p.length(tag, 1, 20, "body", "tags", i)
	}
}

func createItem(w http.ResponseWriter, r *http.Request) {
	var p Problems
	var in ItemIn
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		p.add("json_invalid", "JSON decode error", map[string]any{}, map[string]any{"error": err.Error()}, "body", 0)
		answer(w, 422, p)
		return
	}
	if in.check(&p); p.Detail != nil {
		answer(w, 422, p)
		return
	}
	answer(w, 201, Item{1, in.Name, in.Description, in.Price, in.Tax, in.Tags})
}

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items/{item_id}", readItem)
	mux.HandleFunc("POST /items", createItem)
	lambda.Start(httpadapter.New(mux).ProxyWithContext)
}

//! The API of the benchmark with axum and serde, rules checked by hand, on one thread.
//! Answers, also those of 422, are FastAPI's. Usage: app PORT

use axum::{
    extract::{rejection::JsonRejection, Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
    Json, Router,
};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};

#[derive(Serialize, Deserialize)]
struct Customer {
    name: String,
    email: String,
    #[serde(default)]
    vip: bool,
}

#[derive(Serialize, Deserialize)]
struct Line {
    sku: String,
    quantity: i64,
    price: f64,
}

#[derive(Serialize, Deserialize)]
struct Order {
    id: i64,
    customer: Customer,
    lines: Vec<Line>,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    discount: f64,
}

#[derive(Serialize)]
struct Item {
    item_id: i64,
    limit: i64,
    name: &'static str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Step {
    Name(&'static str),
    Index(usize),
}

impl From<&'static str> for Step {
    fn from(name: &'static str) -> Self {
        Step::Name(name)
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Step::Index(index)
    }
}

macro_rules! loc { ($($step:expr),*) => { vec![$(Step::from($step)),*] } }

#[derive(Serialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    loc: Vec<Step>,
    msg: String,
    input: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    ctx: Option<Value>,
}

#[derive(Serialize, Default)]
struct Problems {
    detail: Vec<Problem>,
}

impl Problems {
    fn add(&mut self, kind: &'static str, msg: String, input: Value, ctx: Option<Value>, loc: Vec<Step>) {
        self.detail.push(Problem { kind, loc, msg, input, ctx });
    }

    fn number(&mut self, value: i64, ge: i64, le: i64, input: impl FnOnce() -> Value, loc: impl FnOnce() -> Vec<Step>) {
        if value < ge {
            let msg = format!("Input should be greater than or equal to {ge}");
            self.add("greater_than_equal", msg, input(), Some(json!({ "ge": ge })), loc());
        } else if value > le {
            let msg = format!("Input should be less than or equal to {le}");
            self.add("less_than_equal", msg, input(), Some(json!({ "le": le })), loc());
        }
    }

    fn length(&mut self, value: &str, least: usize, most: usize, loc: impl FnOnce() -> Vec<Step>) {
        let count = value.chars().count();
        let characters = |n: usize| if n == 1 { "1 character".to_string() } else { format!("{n} characters") };
        if count < least {
            let msg = format!("String should have at least {}", characters(least));
            self.add("string_too_short", msg, value.into(), Some(json!({ "min_length": least })), loc());
        } else if count > most {
            let msg = format!("String should have at most {}", characters(most));
            self.add("string_too_long", msg, value.into(), Some(json!({ "max_length": most })), loc());
        }
    }

    fn answer(self) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, Json(self)).into_response()
    }
}

fn parse(p: &mut Problems, text: &str, ge: i64, le: i64, place: &'static str, name: &'static str) -> i64 {
    match text.parse::<i64>() {
        Ok(value) => {
            p.number(value, ge, le, || text.into(), || loc![place, name]);
            value
        }
        Err(_) => {
            let msg = "Input should be a valid integer, unable to parse string as an integer".to_string();
            p.add("int_parsing", msg, text.into(), None, loc![place, name]);
            0
        }
    }
}

#[derive(Deserialize)]
struct Paging {
    limit: Option<String>,
}

async fn read_item(Path(item_id): Path<String>, Query(paging): Query<Paging>) -> Response {
    let mut p = Problems::default();
    let item_id = parse(&mut p, &item_id, 1, i64::MAX, "path", "item_id");
    let limit = paging.limit.map_or(20, |text| parse(&mut p, &text, 1, 100, "query", "limit"));
    if !p.detail.is_empty() {
        return p.answer();
    }
    Json(Item { item_id, limit, name: "Lamp" }).into_response()
}

fn check(order: &Order, p: &mut Problems) {
    p.number(order.id, 1, i64::MAX, || order.id.into(), || loc!["body", "id"]);
    p.length(&order.customer.name, 1, 100, || loc!["body", "customer", "name"]);
    p.length(&order.customer.email, 3, 254, || loc!["body", "customer", "email"]);
    if order.lines.is_empty() || order.lines.len() > 100 {
        let msg = "List should have 1 to 100 items after validation".to_string();
        p.add("too_short", msg, json!(order.lines), None, loc!["body", "lines"]);
    }
    for (i, line) in order.lines.iter().enumerate() {
        p.length(&line.sku, 1, 20, || loc!["body", "lines", i, "sku"]);
        p.number(line.quantity, 1, 1000, || line.quantity.into(), || loc!["body", "lines", i, "quantity"]);
        if line.price.is_nan() || line.price <= 0.0 {
            let msg = "Input should be greater than 0".to_string();
            p.add("greater_than", msg, line.price.into(), Some(json!({ "gt": 0.0 })), loc!["body", "lines", i, "price"]);
        }
    }
    if let Some(note) = &order.note {
        p.length(note, 0, 500, || loc!["body", "note"]);
    }
    if order.discount < 0.0 {
        let msg = "Input should be greater than or equal to 0".to_string();
        p.add("greater_than_equal", msg, order.discount.into(), Some(json!({ "ge": 0.0 })), loc!["body", "discount"]);
    } else if order.discount > 1.0 {
        let msg = "Input should be less than or equal to 1".to_string();
        p.add("less_than_equal", msg, order.discount.into(), Some(json!({ "le": 1.0 })), loc!["body", "discount"]);
    }
}

async fn create_order(body: Result<Json<Order>, JsonRejection>) -> Response {
    let mut p = Problems::default();
    let order = match body {
        Ok(Json(order)) => order,
        Err(error) => {
            let ctx = Some(json!({ "error": error.body_text() }));
            p.add("json_invalid", "JSON decode error".to_string(), json!({}), ctx, loc!["body", 0]);
            return p.answer();
        }
    };
    check(&order, &mut p);
    if !p.detail.is_empty() {
        return p.answer();
    }
    Json(order).into_response()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let port = std::env::args().nth(1).expect("usage: app PORT");
    let app = Router::new().route("/items/{item_id}", get(read_item)).route("/orders", post(create_order));
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await.expect("bind");
    axum::serve(listener, app).await.expect("serve");
}

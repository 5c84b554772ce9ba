//! The API of the benchmark with lambda_http, axum and serde, rules checked by hand; answers, also those of 422, are
//! FastAPI's.

use axum::{
    extract::{rejection::JsonRejection, Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
    Json, Router,
};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};

#[derive(Deserialize)]
struct ItemIn {
    name: String,
    #[serde(default)]
    description: Option<String>,
    price: f64,
    #[serde(default)]
    tax: Option<f64>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Serialize)]
struct Item {
    id: i64,
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
    tags: Vec<String>,
}

#[derive(Default)]
struct Problems(Vec<Value>);

impl Problems {
    fn add(&mut self, kind: &str, msg: String, input: Value, ctx: Value, loc: Value) {
        self.0.push(json!({ "type": kind, "loc": loc, "msg": msg, "input": input, "ctx": ctx }));
    }

    fn length(&mut self, value: &str, least: usize, most: usize, loc: impl FnOnce() -> Value) {
        let count = value.chars().count();
        let characters = |n: usize| if n == 1 { "1 character".to_string() } else { format!("{n} characters") };
        if count < least {
            let msg = format!("String should have at least {}", characters(least));
            self.add("string_too_short", msg, value.into(), json!({ "min_length": least }), loc());
        } else if count > most {
            let msg = format!("String should have at most {}", characters(most));
            self.add("string_too_long", msg, value.into(), json!({ "max_length": most }), loc());
        }
    }

    fn answer(self) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "detail": self.0 }))).into_response()
    }
}

#[derive(Deserialize)]
struct Search {
    q: Option<String>,
}

async fn read_item(Path(item_id): Path<String>, Query(search): Query<Search>) -> Response {
    let mut p = Problems::default();
    let id = match item_id.parse::<i64>() {
        Ok(id) => {
            if id < 1 {
                let msg = "Input should be greater than or equal to 1".to_string();
                p.add("greater_than_equal", msg, item_id.into(), json!({ "ge": 1 }), json!(["path", "item_id"]));
            }
            id
        }
        Err(_) => {
            let msg = "Input should be a valid integer, unable to parse string as an integer".to_string();
            p.add("int_parsing", msg, item_id.into(), Value::Null, json!(["path", "item_id"]));
            0
        }
    };
    if let Some(q) = &search.q {
        p.length(q, 0, 50, || json!(["query", "q"]));
    }
    if !p.0.is_empty() {
        return p.answer();
    }
    let tags = vec!["kitchen".to_string(), "tea".to_string()];
    Json(Item { id, name: "Tea pot".to_string(), description: search.q, price: 19.5, tax: None, tags }).into_response()
}

fn check(item: &ItemIn, p: &mut Problems) {
    p.length(&item.name, 1, 100, || json!(["body", "name"]));
    if let Some(text) = &item.description {
        p.length(text, 0, 300, || json!(["body", "description"]));
    }
    if item.price.is_nan() || item.price <= 0.0 {
        let msg = "Input should be greater than 0".to_string();
        p.add("greater_than", msg, item.price.into(), json!({ "gt": 0.0 }), json!(["body", "price"]));
    }
    if let Some(tax) = item.tax.filter(|tax| *tax < 0.0) {
        let msg = "Input should be greater than or equal to 0".to_string();
        p.add("greater_than_equal", msg, tax.into(), json!({ "ge": 0.0 }), json!(["body", "tax"]));
    }
    if item.tags.len() > 5 {
        let msg = format!("List should have at most 5 items after validation, not {}", item.tags.len());
        let ctx = json!({ "field_type": "List", "max_length": 5, "actual_length": item.tags.len() });
        p.add("too_long", msg, json!(item.tags), ctx, json!(["body", "tags"]));
    }
    for (i, tag) in item.tags.iter().enumerate() {
        p.length(tag, 1, 20, || json!(["body", "tags", i]));
    }
}

async fn create_item(body: Result<Json<ItemIn>, JsonRejection>) -> Response {
    let mut p = Problems::default();
    let item = match body {
        Ok(Json(item)) => item,
        Err(error) => {
            p.add("json_invalid", "JSON decode error".to_string(), json!({}), json!({ "error": error.body_text() }),
                json!(["body", 0]));
            return p.answer();
        }
    };
    check(&item, &mut p);
    if !p.0.is_empty() {
        return p.answer();
    }
    let ItemIn { name, description, price, tax, tags } = item;
    (StatusCode::CREATED, Json(Item { id: 1, name, description, price, tax, tags })).into_response()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let app = Router::new().route("/items/{item_id}", get(read_item)).route("/items", post(create_item));
    lambda_http::run(app).await
}

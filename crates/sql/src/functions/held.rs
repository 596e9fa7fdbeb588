//! Functions that hold their constants: made ready once, for expressions that are asked of many batches.

use std::any::Any;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use super::any_values::{
    Judge, MakeJudge, any_passing, judge_like, judge_like_cased, judge_network, judge_number, judge_regex,
};
use super::definition::{Check, Takes};
use super::json::item_field;
use super::steps::Path;
use super::values_at::values_along;

/// Makes the functions of an expression hold their constants, where they can. The expression means the same. `check_of` gives the check
/// of a function's constants.
pub(super) fn hold_constants(expr: Expr, check_of: impl Fn(&str) -> Option<Check>) -> Result<Expr> {
    let held = expr.transform_up(|expr| match &expr {
        Expr::ScalarFunction(call) => match Held::new(call, check_of(call.name())) {
            Some(held) => Ok(Transformed::yes(held.call(call))),
            None => Ok(Transformed::no(expr)),
        },
        _ => Ok(Transformed::no(expr)),
    });
    Ok(held?.data)
}

/// A function of one argument, made of one that has constants behind it.
struct Held {
    name: String,
    constants: Vec<Option<String>>,
    ready: Ready,
    signature: Signature,
}

/// What is made of the constants.
enum Ready {
    /// Reports whether a value passes a test.
    Any(Judge),
    /// Gives the values along a path.
    Along(Path),
}

impl Held {
    /// Makes one of a call; `None` for a call that is to stay as it is, with constants that cannot be right among them: planning says so.
    fn new(call: &ScalarFunction, check: Option<Check>) -> Option<Self> {
        if check.is_some_and(|check| !has_right_constants(call, check)) {
            return None;
        }
        let constant = |expr: &Expr| match expr {
            Expr::Literal(value, _) => Some(value.try_as_str()?.map(str::to_owned)),
            _ => None,
        };
        let (_, behind) = call.args.split_first()?;
        let constants = behind.iter().map(constant).collect::<Option<Vec<_>>>()?;
        let texts: Vec<Option<&str>> = constants.iter().map(Option::as_deref).collect();
        let ready = match call.name() {
            "values_at" => Ready::Along(Path::new(constants.iter().cloned().collect::<Option<_>>()?)),
            name => Ready::Any(maker_of(name)?(&texts)),
        };
        let signature = Signature::user_defined(Volatility::Immutable);
        Some(Held { name: call.name().to_owned(), constants, ready, signature })
    }

    fn call(self, of: &ScalarFunction) -> Expr {
        let first = of.args.first().cloned().into_iter().collect();
        Expr::ScalarFunction(ScalarFunction::new_udf(Arc::new(ScalarUDF::new_from_impl(self)), first))
    }

    fn takes(&self) -> Takes {
        match self.ready {
            Ready::Any(_) => Takes::ValuesAndTexts(1, 1),
            Ready::Along(_) => Takes::AnyAndTexts,
        }
    }
}

/// Reports whether a function holds constants, of which its name says nothing.
pub(crate) fn holds_constants(function: &ScalarUDF) -> bool {
    (function.inner().as_ref() as &dyn Any).is::<Held>()
}

fn has_right_constants(call: &ScalarFunction, check: Check) -> bool {
    let constant = |expr: &'_ Expr| match expr {
        Expr::Literal(value, _) => Some(value.clone()),
        _ => None,
    };
    let constants: Vec<_> = call.args.iter().map(constant).collect();
    check(&constants.iter().map(Option::as_ref).collect::<Vec<_>>()).is_ok()
}

fn maker_of(name: &str) -> Option<MakeJudge> {
    match name {
        "any_like" => Some(judge_like),
        "any_like_cased" => Some(judge_like_cased),
        "any_regex" => Some(judge_regex),
        "any_in_network" => Some(judge_network),
        "any_number" => Some(judge_number),
        _ => None,
    }
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple(&self.name).field(&self.constants).finish()
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.constants) == (&other.name, &other.constants)
    }
}

impl Eq for Held {}

impl Hash for Held {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.name, &self.constants).hash(state);
    }
}

impl ScalarUDFImpl for Held {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        // The call that it was made of was checked.
        Ok(self.takes().coerced_types(types).unwrap_or_else(|| types.to_vec()))
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.ready {
            Ready::Any(_) => DataType::Boolean,
            Ready::Along(_) => DataType::List(Arc::new(item_field())),
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match &self.ready {
            Ready::Any(judge) => any_passing(&args, judge),
            Ready::Along(path) => values_along(&args, path),
        }
    }
}

use std::collections::BTreeSet;

use cel::{
    IdedExpr,
    common::ast::{CallExpr, Expr, LiteralValue, SourceInfo, operators},
};

use super::{
    ExpressionError, KnownFacts, LEVELS_MAX, NAME_LENGTH_MAX, Span,
    node::{Arithmetic, Comparison, Node},
};
use crate::{Kind, Unit};

/// What a part of an expression is.
#[derive(Clone, Debug)]
enum Type {
    /// A number with a unit; `None` for one that was written out, which takes the unit of its neighbour.
    Number(Option<Unit>),
    Flag,
    Date,
}

type Checked = Result<(Node, Type), ExpressionError>;

/// Walks the parsed tree once, from the leaves up.
pub(super) struct Checker<'a> {
    known: &'a dyn KnownFacts,
    source: &'a SourceInfo,
    facts: BTreeSet<String>,
    level: usize,
}

impl Type {
    fn name(&self) -> &'static str {
        match self {
            Self::Number(_) => "number",
            Self::Flag => "flag",
            Self::Date => "date",
        }
    }
}

impl<'a> Checker<'a> {
    pub(super) fn new(known: &'a dyn KnownFacts, source: &'a SourceInfo) -> Self {
        Self { known, source, facts: BTreeSet::new(), level: 0 }
    }

    pub(super) fn into_facts(self) -> BTreeSet<String> {
        self.facts
    }

    /// The whole expression, turned into the unit of the measure.
    pub(super) fn result(&mut self, root: &IdedExpr, unit: &Unit) -> Result<Node, ExpressionError> {
        let (node, found) = self.check(root)?;
        let wrong = |found: &str| ExpressionError::WrongResult { expected: unit.to_string(), found: short(found) };
        match found {
            Type::Number(None) if unit.is_number() => Ok(node),
            Type::Number(Some(found)) => scaled(node, &found, unit).ok_or_else(|| wrong(found.name())),
            Type::Flag if *unit == Unit::flag() => Ok(node),
            Type::Date if *unit == Unit::date() => Ok(node),
            other => Err(wrong(other.name())),
        }
    }

    /// One level down: each level costs stack, so there is an end to them.
    fn check(&mut self, part: &IdedExpr) -> Checked {
        if self.level >= LEVELS_MAX {
            return Err(ExpressionError::TooDeep { at: self.span(part) });
        }
        self.level += 1;
        let checked = self.part(part);
        self.level -= 1;
        checked
    }

    fn part(&mut self, part: &IdedExpr) -> Checked {
        match &part.expr {
            Expr::Literal(literal) => self.literal(part, literal),
            Expr::Ident(_) | Expr::Select(_) => self.name(part),
            Expr::Call(call) => self.call(part, call),
            Expr::Comprehension(_) => Err(self.refuse(part, "loop")),
            Expr::List(_) => Err(self.refuse(part, "list")),
            Expr::Map(_) | Expr::Struct(_) => Err(self.refuse(part, "map")),
            Expr::Unspecified => Err(self.refuse(part, "nothing")),
        }
    }

    fn literal(&self, part: &IdedExpr, literal: &LiteralValue) -> Checked {
        let number = match literal {
            LiteralValue::Boolean(flag) => return Ok((Node::Flag(*flag.inner()), Type::Flag)),
            LiteralValue::Double(number) => *number.inner(),
            // Whole numbers beyond 2^53 lose their last digits; no measure is that exact.
            LiteralValue::Int(number) => *number.inner() as f64,
            LiteralValue::UInt(number) => *number.inner() as f64,
            LiteralValue::String(_) | LiteralValue::Bytes(_) => return Err(self.refuse(part, "text")),
            LiteralValue::Null => return Err(self.refuse(part, "null")),
        };
        Ok((Node::Number(number), Type::Number(None)))
    }

    /// A fact by its dotted name, or `as_of`.
    fn name(&mut self, part: &IdedExpr) -> Checked {
        let Some(segments) = segments(part) else {
            return Err(self.refuse(part, "has"));
        };
        let name = segments.join(".");
        if name == "as_of" {
            return Ok((Node::AsOf, Type::Date));
        }
        let Some(fact) = self.known.find(&name) else {
            let first = self.span(root_of(part)).first;
            let at = Span { first, last: first + name.chars().count() - 1 };
            let name = short(&name);
            let suggestion = nearest(&name, self.known.keys());
            return Err(ExpressionError::UnknownFact { at, name, suggestion });
        };
        self.facts.insert(name.clone());
        let found = match fact.kind {
            Kind::Flag => Type::Flag,
            Kind::Date => Type::Date,
            Kind::Count | Kind::Amount | Kind::Share => Type::Number(Some(fact.unit)),
        };
        Ok((Node::Fact(name), found))
    }

    fn call(&mut self, part: &IdedExpr, call: &CallExpr) -> Checked {
        if call.target.is_some() {
            return Err(self.refuse(part, &call.func_name));
        }
        if operands(part).is_some() {
            return self.chain(part);
        }
        match (call.func_name.as_str(), call.args.as_slice()) {
            ("min", [left, right]) => self.pair(part, Arithmetic::Minimum, left, right),
            ("max", [left, right]) => self.pair(part, Arithmetic::Maximum, left, right),
            (operators::NEGATE, [value]) => self.same(value, Node::Negate),
            ("abs", [value]) => self.same(value, Node::Abs),
            ("round", [value]) => self.same(value, Node::Round),
            (operators::LOGICAL_NOT, [value]) => Ok((Node::Not(self.flag(value)?), Type::Flag)),
            (operators::LOGICAL_AND, [left, right]) => Ok((Node::And(self.flag(left)?, self.flag(right)?), Type::Flag)),
            (operators::LOGICAL_OR, [left, right]) => Ok((Node::Or(self.flag(left)?, self.flag(right)?), Type::Flag)),
            (operators::CONDITIONAL, [condition, then, otherwise]) => self.choice(part, condition, then, otherwise),
            ("days_between", [from, to]) => {
                let node = Node::DaysBetween(self.date(from)?, self.date(to)?);
                Ok((node, Type::Number(Some(Unit::day()))))
            }
            ("min" | "max" | "days_between", _) => Err(self.count(part, &call.func_name, 2)),
            ("abs" | "round", _) => Err(self.count(part, &call.func_name, 1)),
            (name, [left, right]) => match comparison(name) {
                Some(comparison) => self.compare(part, comparison, left, right),
                None => Err(self.refuse(part, spelled(name))),
            },
            (name, _) => Err(self.refuse(part, spelled(name))),
        }
    }

    /// Sums and products. `a + b - c` leans to the left, a level for each operator: it is walked and kept as a list, so that a
    /// long one needs no deep stack, neither here nor when it is evaluated.
    fn chain(&mut self, whole: &IdedExpr) -> Checked {
        let (mut first, mut rest) = (whole, Vec::new());
        while let Some((operation, left, right)) = operands(first) {
            rest.push((first, operation, right));
            first = left;
        }
        let (node, mut unit) = self.number(first)?;
        let mut steps = Vec::with_capacity(rest.len());
        for (part, operation, right) in rest.into_iter().rev() {
            let (right, joined) = self.step(part, operation, unit, right)?;
            steps.push((operation, right));
            unit = joined;
        }
        Ok((Node::Chain(Box::new(node), steps), Type::Number(unit)))
    }

    fn pair(&mut self, part: &IdedExpr, operation: Arithmetic, left: &IdedExpr, right: &IdedExpr) -> Checked {
        let (left, unit) = self.number(left)?;
        let (right, unit) = self.step(part, operation, unit, right)?;
        Ok((Node::Chain(Box::new(left), vec![(operation, right)]), Type::Number(unit)))
    }

    /// The right side of an operation, in the unit that it needs there, and the unit of the result.
    fn step(
        &mut self,
        part: &IdedExpr,
        operation: Arithmetic,
        left: Option<Unit>,
        right: &IdedExpr,
    ) -> Result<(Node, Option<Unit>), ExpressionError> {
        let (node, right) = self.number(right)?;
        let result = match (operation, left, right) {
            (Arithmetic::Multiply | Arithmetic::Divide, left, None) => Ok(left),
            (Arithmetic::Multiply, None, right) => Ok(right),
            (Arithmetic::Multiply, Some(left), Some(right)) => left.times(&right).map(Some).ok_or((left, right)),
            (Arithmetic::Divide, left, Some(right)) => {
                let left = left.unwrap_or_else(Unit::share);
                left.over(&right).map(Some).ok_or((left, right))
            }
            (_, left, right) => return self.together(part, left, (node, right)),
        };
        // A power beyond what a unit can hold.
        let unit = result.map_err(|(left, right)| self.mismatch(part, &left, &right))?;
        Ok((node, unit))
    }

    /// A function of one number that keeps its unit.
    fn same(&mut self, value: &IdedExpr, node: fn(Box<Node>) -> Node) -> Checked {
        let (value, unit) = self.number(value)?;
        Ok((node(Box::new(value)), Type::Number(unit)))
    }

    fn choice(&mut self, part: &IdedExpr, condition: &IdedExpr, then: &IdedExpr, otherwise: &IdedExpr) -> Checked {
        let condition = self.flag(condition)?;
        let (left, left_type) = self.check(then)?;
        let (right, right_type) = self.check(otherwise)?;
        let (left, right, found) = match (left_type, right_type) {
            (Type::Number(left_unit), Type::Number(right_unit)) => {
                let (right, unit) = self.together(part, left_unit, (right, right_unit))?;
                (left, right, Type::Number(unit))
            }
            (Type::Flag, Type::Flag) => (left, right, Type::Flag),
            (Type::Date, Type::Date) => (left, right, Type::Date),
            (expected, found) => return Err(self.wrong(otherwise, expected.name(), &found)),
        };
        Ok((Node::If(condition, Box::new(left), Box::new(right)), found))
    }

    fn compare(&mut self, part: &IdedExpr, comparison: Comparison, left: &IdedExpr, right: &IdedExpr) -> Checked {
        let (left_node, left_type) = self.check(left)?;
        let (right_node, right_type) = self.check(right)?;
        let (left, right) = match (left_type, right_type) {
            (Type::Number(left_unit), Type::Number(right_unit)) => {
                let (right, _) = self.together(part, left_unit, (right_node, right_unit))?;
                (left_node, right)
            }
            (Type::Flag, Type::Flag) | (Type::Date, Type::Date) => (left_node, right_node),
            (expected, found) => return Err(self.wrong(right, expected.name(), &found)),
        };
        Ok((Node::Compare(comparison, Box::new(left), Box::new(right)), Type::Flag))
    }

    /// Two numbers in one unit: the right one is turned into the unit of the left.
    fn together(
        &self,
        part: &IdedExpr,
        left: Option<Unit>,
        (node, right): (Node, Option<Unit>),
    ) -> Result<(Node, Option<Unit>), ExpressionError> {
        match (left, right) {
            (Some(left), Some(right)) => match scaled(node, &right, &left) {
                Some(node) => Ok((node, Some(left))),
                None => Err(self.mismatch(part, &left, &right)),
            },
            (left, right) => Ok((node, left.or(right))),
        }
    }

    fn number(&mut self, part: &IdedExpr) -> Result<(Node, Option<Unit>), ExpressionError> {
        match self.check(part)? {
            (node, Type::Number(unit)) => Ok((node, unit)),
            (_, found) => Err(self.wrong(part, "number", &found)),
        }
    }

    fn flag(&mut self, part: &IdedExpr) -> Result<Box<Node>, ExpressionError> {
        match self.check(part)? {
            (node, Type::Flag) => Ok(Box::new(node)),
            (_, found) => Err(self.wrong(part, "flag", &found)),
        }
    }

    fn date(&mut self, part: &IdedExpr) -> Result<Box<Node>, ExpressionError> {
        match self.check(part)? {
            (node, Type::Date) => Ok(Box::new(node)),
            (_, found) => Err(self.wrong(part, "date", &found)),
        }
    }

    /// The parser counts bytes, people count characters.
    fn span(&self, part: &IdedExpr) -> Span {
        let text = self.source.source.as_str();
        let place = |byte: u32| text.char_indices().take_while(|(at, _)| *at <= byte as usize).count().max(1);
        let (first, last) = self.source.offset_for(part.id).unwrap_or((0, 0));
        Span { first: place(first), last: place(last.max(first)) }
    }

    fn mismatch(&self, part: &IdedExpr, left: &Unit, right: &Unit) -> ExpressionError {
        ExpressionError::UnitMismatch { at: self.span(part), left: short(left.name()), right: short(right.name()) }
    }

    fn refuse(&self, part: &IdedExpr, what: &str) -> ExpressionError {
        ExpressionError::NotAllowed { at: self.span(part), what: short(what) }
    }

    fn wrong(&self, part: &IdedExpr, expected: &'static str, found: &Type) -> ExpressionError {
        ExpressionError::WrongType { at: self.span(root_of(part)), expected, found: found.name() }
    }

    fn count(&self, part: &IdedExpr, function: &str, takes: usize) -> ExpressionError {
        ExpressionError::WrongCount { at: self.span(part), function: function.to_owned(), takes }
    }
}

/// A number in another unit; `None` when they measure different things.
fn scaled(node: Node, from: &Unit, to: &Unit) -> Option<Node> {
    if from == to {
        return Some(node);
    }
    let factor = from.factor_to(to)?;
    Some(Node::Scaled(Box::new(node), factor))
}

fn short(name: &str) -> String {
    name.chars().take(NAME_LENGTH_MAX).collect()
}

/// The parts of a dotted name; `None` when it is no plain name.
fn segments(part: &IdedExpr) -> Option<Vec<&str>> {
    match &part.expr {
        Expr::Ident(name) => Some(vec![name]),
        Expr::Select(select) if !select.test => {
            let mut segments = segments(&select.operand)?;
            segments.push(&select.field);
            Some(segments)
        }
        _ => None,
    }
}

/// Where a dotted name begins: a selection's own place is its dot.
fn root_of(part: &IdedExpr) -> &IdedExpr {
    match &part.expr {
        Expr::Select(select) => root_of(&select.operand),
        _ => part,
    }
}

/// The operator of a sum or product with its two sides.
fn operands(part: &IdedExpr) -> Option<(Arithmetic, &IdedExpr, &IdedExpr)> {
    let Expr::Call(CallExpr { func_name, target: None, args }) = &part.expr else {
        return None;
    };
    let [left, right] = args.as_slice() else {
        return None;
    };
    let operation = match func_name.as_str() {
        operators::ADD => Arithmetic::Add,
        operators::SUBSTRACT => Arithmetic::Subtract,
        operators::MULTIPLY => Arithmetic::Multiply,
        operators::DIVIDE => Arithmetic::Divide,
        _ => return None,
    };
    Some((operation, left, right))
}

/// How an operator that measures do without is written; a function has its name.
fn spelled(name: &str) -> &str {
    match name {
        operators::MODULO => "%",
        operators::IN => "in",
        operators::INDEX => "index",
        name => name,
    }
}

fn comparison(operator: &str) -> Option<Comparison> {
    Some(match operator {
        operators::EQUALS => Comparison::Equal,
        operators::NOT_EQUALS => Comparison::NotEqual,
        operators::LESS => Comparison::Less,
        operators::LESS_EQUALS => Comparison::LessOrEqual,
        operators::GREATER => Comparison::Greater,
        operators::GREATER_EQUALS => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

/// The known name that is most like the one written, if any is like it at all.
fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<String> {
    known
        .map(|key| (strsim::jaro_winkler(name, key), key))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, key)| key.to_owned())
}

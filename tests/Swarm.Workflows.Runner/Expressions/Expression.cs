using System.Globalization;
using System.Text.RegularExpressions;

namespace Swarm.Workflows.Runner.Expressions;

/// <summary>
/// The part of GitHub's expressions that shipped workflows use: texts, names of contexts, !, ==, !=, &amp;&amp;, ||, brackets, and
/// the functions that ask for a status. Values are texts and truths. Whatever else there is is an error, never empty.
/// </summary>
internal sealed partial class Expression
{
    private readonly string _source;
    private readonly List<Token> _tokens;
    private readonly IExpressionContext _context;
    private int _position;

    private Expression(string source, IExpressionContext context)
    {
        (_source, _context) = (source, context);
        _tokens = Tokenizer.Part(source);
    }

    private Token Next => _tokens[_position];

    /// <summary>Whether a condition holds. One that asks for no status holds only where nothing failed before.</summary>
    public static bool Holds(string? condition, IExpressionContext context)
    {
        if (condition is null)
        {
            return IsTrue(context.Call("success"));
        }

        var source = WholePattern().Match(condition) is { Success: true } whole ? whole.Groups["inner"].Value : condition;
        var asksForStatus = Tokenizer.Part(source).Any(token => token is { Kind: TokenKind.Name, Text: "success" or "failure" or "always" or "cancelled" });
        return (asksForStatus || IsTrue(context.Call("success"))) && IsTrue(Evaluate(source, context));
    }

    /// <summary>A text with its expressions replaced by their values.</summary>
    public static string Expand(string text, IExpressionContext context) =>
        InnerPattern().Replace(text, match => Text(Evaluate(match.Groups["inner"].Value, context)));

    /// <summary>Whether a text has an expression in it.</summary>
    public static bool IsIn(string text) => text.Contains("${{", StringComparison.Ordinal);

    private static object Evaluate(string source, IExpressionContext context)
    {
        var expression = new Expression(source, context);
        var value = expression.Or();
        return expression.Next.Kind == TokenKind.End ? value : throw expression.Unknown();
    }

    private object Or()
    {
        var value = And();
        while (Take("||"))
        {
            var right = And();
            value = IsTrue(value) ? value : right;
        }

        return value;
    }

    private object And()
    {
        var value = Equality();
        while (Take("&&"))
        {
            var right = Equality();
            value = IsTrue(value) ? right : value;
        }

        return value;
    }

    private object Equality()
    {
        var value = Not();
        if (Take("=="))
        {
            return AreEqual(value, Not());
        }

        return Take("!=") ? !AreEqual(value, Not()) : value;
    }

    private object Not() => Take("!") ? !IsTrue(Not()) : Primary();

    private object Primary()
    {
        var token = Next;
        if (Take("("))
        {
            var value = Or();
            return Take(")") ? value : throw Unknown();
        }

        _position++;
        return token.Kind switch
        {
            TokenKind.Text => token.Text,
            TokenKind.Name when token.Text is "true" or "false" => token.Text == "true",
            TokenKind.Name when Take("(") => Take(")") ? _context.Call(token.Text) : throw Unknown(),
            TokenKind.Name => _context.Read(token.Text),
            _ => throw Unknown(),
        };
    }

    private bool Take(string sign)
    {
        if (Next is not { Kind: TokenKind.Sign } token || token.Text != sign)
        {
            return false;
        }

        _position++;
        return true;
    }

    // GitHub compares texts without regard to case.
    private bool AreEqual(object left, object right) => (left, right) switch
    {
        (string first, string second) => string.Equals(first, second, StringComparison.OrdinalIgnoreCase),
        (bool first, bool second) => first == second,
        _ => throw new WorkflowFileException($"'{_source}' compares values of different kinds."),
    };

    private static bool IsTrue(object value) => value is bool truth ? truth : ((string)value).Length > 0;

    private static string Text(object value) => value is bool truth ? truth.ToString(CultureInfo.InvariantCulture).ToLowerInvariant() : (string)value;

    private WorkflowFileException Unknown() => new($"The expression '{_source}' is not understood at '{Next.Text}'.");

    [GeneratedRegex(@"\A\s*\$\{\{(?<inner>.*)\}\}\s*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WholePattern();

    [GeneratedRegex(@"\$\{\{(?<inner>.*?)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InnerPattern();
}

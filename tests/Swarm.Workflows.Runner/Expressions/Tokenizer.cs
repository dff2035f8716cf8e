using System.Text.RegularExpressions;

namespace Swarm.Workflows.Runner.Expressions;

/// <summary>Parts an expression.</summary>
internal static partial class Tokenizer
{
    public static List<Token> Part(string expression)
    {
        var tokens = new List<Token>();
        var rest = expression.Trim();
        while (rest.Length > 0)
        {
            var match = Pattern().Match(rest);
            if (!match.Success)
            {
                throw new WorkflowFileException($"The expression '{expression}' is not understood at '{rest}'.");
            }

            tokens.Add(match.Groups["text"] is { Success: true } text ? new Token(TokenKind.Text, text.Value.Replace("''", "'", StringComparison.Ordinal))
                : match.Groups["name"] is { Success: true } name ? new Token(TokenKind.Name, name.Value)
                : new Token(TokenKind.Sign, match.Groups["sign"].Value));
            rest = rest[match.Length..].TrimStart();
        }

        tokens.Add(new Token(TokenKind.End, string.Empty));
        return tokens;
    }

    [GeneratedRegex(@"\A(?:'(?<text>(?:[^']|'')*)'|(?<name>[A-Za-z_][A-Za-z0-9_.-]*)|(?<sign>==|!=|&&|\|\||[!()]))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}

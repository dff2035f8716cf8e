using System.Text;
using System.Text.RegularExpressions;

namespace Swarm.Storage.Trees;

/// <summary>Turns a pattern of gitignore(5) into a regular expression that needs no backtracking.</summary>
internal static class GlobPattern
{
    // POSIX.1-2017, section 9.3.5, in the C locale.
    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["blank"] = " \\t",
        ["cntrl"] = "\\x00-\\x1f\\x7f",
        ["digit"] = "0-9",
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = "!-/:-@\\[-`{-~",
        ["space"] = "\\s",
        ["upper"] = "A-Z",
        ["xdigit"] = "0-9A-Fa-f",
    };

    /// <summary>Translates a pattern without its leading and trailing slash.</summary>
    public static string ToRegex(string glob)
    {
        var pattern = new StringBuilder();
        for (var index = 0; index < glob.Length; index++)
        {
            var rest = glob.AsSpan(index);
            if (rest.StartsWith("**/") && (index == 0 || glob[index - 1] == '/'))
            {
                pattern.Append("(?:.*/)?");
                index += 2;
            }
            else if (rest is "/**")
            {
                pattern.Append("/.*");
                index += 2;
            }
            else if (rest[0] == '[' && TranslateSet(rest, out var length) is { } set)
            {
                pattern.Append(set);
                index += length - 1;
            }
            else
            {
                pattern.Append(rest[0] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    '\\' when rest.Length > 1 => Regex.Escape(glob[++index].ToString()),
                    var character => Regex.Escape(character.ToString()),
                });
            }
        }

        return pattern.ToString();
    }

    /// <summary>Translates a bracket expression, or gives null where nothing closes it.</summary>
    private static string? TranslateSet(ReadOnlySpan<char> text, out int length)
    {
        var index = text.Length > 1 && text[1] is '!' or '^' ? 2 : 1;
        var isNegated = index == 2;
        var set = new StringBuilder();
        for (var isFirst = true; index < text.Length; isFirst = false)
        {
            if (text[index] == ']' && !isFirst)
            {
                length = index + 1;

                // No set matches a slash.
                return isNegated ? $"[^{set}/]" : $"[{set}-[/]]";
            }

            if (text[index..].StartsWith("[:") && text[index..].IndexOf(":]") is > 1 and var end
                && Classes.TryGetValue(text[(index + 2)..(index + end)].ToString(), out var members))
            {
                set.Append(members);
                index += end + 2;
                continue;
            }

            AppendMember(set, text, ref index, isFirst);
        }

        length = 0;
        return null;
    }

    private static void AppendMember(StringBuilder set, ReadOnlySpan<char> text, ref int index, bool isFirst)
    {
        var isEscaped = text[index] == '\\' && index + 1 < text.Length;
        var character = text[index + (isEscaped ? 1 : 0)];
        var next = index + (isEscaped ? 2 : 1);

        // A dash between two members makes a range, and stands for itself at either end.
        var isRange = character == '-' && !isEscaped && !isFirst && next < text.Length && text[next] != ']';
        if (isRange)
        {
            set.Append('-');
        }
        else if (character is '\\' or ']' or '[' or '^' or '-')
        {
            set.Append('\\').Append(character);
        }
        else
        {
            set.Append(character);
        }

        index = next;
    }
}

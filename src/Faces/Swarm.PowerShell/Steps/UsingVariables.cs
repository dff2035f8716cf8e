using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;
using Swarm.Core.Errors;
using Swarm.Execution.Scripts;

namespace Swarm.PowerShell.Steps;

/// <summary>Finds <c>$using:name</c> in a script and writes in its place the variable that the step sets.</summary>
internal static partial class UsingVariables
{
    private static readonly string[] OtherScopes = ["Start-Job", "sajb", "Start-ThreadJob", "Invoke-Command", "icm", "Start-SwarmRun", "Resume-SwarmRun", "Invoke-SwarmRace"];
    private static readonly string[] LoopCommands = ["ForEach-Object", "foreach", "%"];

    /// <summary>Rewrites a script.</summary>
    /// <param name="script">The parsed script.</param>
    /// <returns>The text, and the names in it, each once.</returns>
    /// <exception cref="SwarmException">A name is not a plain one (<c>SPEC_INVALID</c>).</exception>
    public static (string Text, IReadOnlyCollection<string> Names) Rewrite(ScriptBlockAst script)
    {
        var text = new StringBuilder();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var (source, start, end) = BodyOf(script);
        var variables = script.FindAll(node => node is UsingExpressionAst, searchNestedScriptBlocks: true)
            .Where(found => !IsOfInnerScope(found, script))
            .Select(found => VariableOf(((UsingExpressionAst)found).SubExpression))
            .OrderBy(variable => variable.Extent.StartOffset);
        foreach (var variable in variables)
        {
            var name = NameOf(variable);
            names.Add(name);
            text.Append(source, start, variable.Extent.StartOffset - start)
                .Append(variable.Splatted ? $"@{ScriptStep.UsingPrefix}{name}" : $"${{{ScriptStep.UsingPrefix}{name}}}");
            start = variable.Extent.EndOffset;
        }

        return (text.Append(source, start, end - start).ToString(), names);
    }

    // The extent of a block that was written in braces has them; offsets are those of the whole file.
    private static (string Source, int Start, int End) BodyOf(ScriptBlockAst script)
    {
        var extent = script.Extent;
        var source = extent.StartScriptPosition.GetFullScript();
        var isBraced = extent.EndOffset - extent.StartOffset >= 2 && source[extent.StartOffset] == '{' && script.Parent is not null;
        return isBraced ? (source, extent.StartOffset + 1, extent.EndOffset - 1) : (source, extent.StartOffset, extent.EndOffset);
    }

    // '$using:name.Member[0]' is one expression, of which only the variable is the caller's.
    private static VariableExpressionAst VariableOf(ExpressionAst expression) => expression switch
    {
        VariableExpressionAst variable => variable,
        MemberExpressionAst member => VariableOf(member.Expression),
        IndexExpressionAst index => VariableOf(index.Target),
        _ => throw new SwarmException(ErrorCode.SpecInvalid, $"'{expression.Extent.Text}' cannot be passed to a step: write $using: before the name of a variable."),
    };

    private static string NameOf(VariableExpressionAst variable)
    {
        var path = variable.VariablePath.UserPath;
        var name = path.StartsWith("using:", StringComparison.OrdinalIgnoreCase) ? path["using:".Length..] : path;
        return PlainName().IsMatch(name)
            ? name
            : throw new SwarmException(ErrorCode.SpecInvalid, $"$using:{name} cannot be passed to a step: copy the value to a variable of a plain name, and use that.");
    }

    // A block for a job or a parallel loop inside the step means the step's own variables by $using:.
    private static bool IsOfInnerScope(Ast found, ScriptBlockAst script)
    {
        for (var node = found.Parent; node is not null && node != script; node = node.Parent)
        {
            if (node is ScriptBlockExpressionAst { Parent: CommandAst command } && Takes(command))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Takes(CommandAst command)
    {
        var name = command.GetCommandName();
        return OtherScopes.Contains(name, StringComparer.OrdinalIgnoreCase)
            || (LoopCommands.Contains(name, StringComparer.OrdinalIgnoreCase)
                && command.CommandElements.OfType<CommandParameterAst>()
                    .Any(parameter => parameter.ParameterName.Length > 1 && "Parallel".StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase)));
    }

    [GeneratedRegex(@"\A\w+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainName();
}

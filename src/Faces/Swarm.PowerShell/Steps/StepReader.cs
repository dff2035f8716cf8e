using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.Json.Nodes;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Execution.Episodes;
using Swarm.Execution.Scripts;

namespace Swarm.PowerShell.Steps;

/// <summary>Makes the engine's step of what a user gave: a script block, a script file or a program.</summary>
/// <param name="session">The caller's variables.</param>
internal sealed class StepReader(SessionState session)
{
    private const long MostScriptBytes = 16 << 20;

    /// <summary>A program and its arguments.</summary>
    /// <param name="command">The program first.</param>
    public static EpisodeStep FromCommand(IReadOnlyList<string> command) => new() { Command = command };

    /// <summary>A script block, by its text: it runs in a PowerShell of its own.</summary>
    /// <param name="block">The block.</param>
    /// <param name="arguments">Its arguments.</param>
    public EpisodeStep FromBlock(ScriptBlock block, object?[] arguments) => Make(block.Ast as ScriptBlockAst ?? Reparse(block), arguments);

    /// <summary>A script file, by its text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="arguments">Its arguments.</param>
    public EpisodeStep FromFile(string path, object?[] arguments)
    {
        var script = Parser.ParseInput(Read(path), path, out _, out var errors);
        return errors.Length == 0
            ? Make(script, arguments)
            : throw new SwarmException(ErrorCode.SpecInvalid, $"'{path}' is no script, at line {errors[0].Extent.StartLineNumber}: {errors[0].Message}");
    }

    // The block of a function: its text has the parameters that its syntax tree keeps elsewhere.
    private static ScriptBlockAst Reparse(ScriptBlock block) => Parser.ParseInput(block.ToString(), out _, out _);

    private static string Read(string path)
    {
        if (!string.Equals(Path.GetExtension(path), ".ps1", StringComparison.OrdinalIgnoreCase))
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"'{path}' is not a .ps1 script: give a program with -Command.");
        }

        using var text = new StreamReader(new MemoryStream(BoundedFile.Read(path, MostScriptBytes, "script", tooLarge: ErrorCode.SpecInvalid), writable: false));
        return text.ReadToEnd();
    }

    private EpisodeStep Make(ScriptBlockAst script, object?[] arguments)
    {
        var (text, names) = UsingVariables.Rewrite(script);
        var values = new JsonObject();
        foreach (var name in names)
        {
            var variable = session.PSVariable.Get(name)
                ?? throw new SwarmException(ErrorCode.SpecInvalid, $"$using:{name} has no value here: set ${name} before the step is started; in a job, a remote session or a parallel loop, ${name} = $using:{name} does it.");
            values[name] = JsonValues.From(variable.Value, $"$using:{name}");
        }

        var input = new JsonArray([.. arguments.Select((argument, index) => JsonValues.From(argument, $"-ArgumentList[{index}]"))]);
        return new EpisodeStep { Script = text, ScriptInput = new ScriptInput(input, values) };
    }
}

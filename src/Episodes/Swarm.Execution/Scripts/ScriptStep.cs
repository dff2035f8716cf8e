using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Swarm.Core.Errors;

namespace Swarm.Execution.Scripts;

/// <summary>
/// A PowerShell script as a step: a file of its own that a wrapper calls. Errors stop it; its exit code is that of
/// <c>exit</c>, else of the last native program, else 0; an error that it does not handle gives 1, or the exit code of the
/// native program that raised it, and one line on standard error. Its output is UTF-8 text without colours or progress.
/// </summary>
public static class ScriptStep
{
    /// <summary>What precedes a <c>$using:</c> variable's name in the script's text.</summary>
    public const string UsingPrefix = "__using_";

    private const string ScriptFile = "step.ps1";
    private const string InputFile = "step-input.json";
    private const string WrapperFile = "step-run.ps1";

    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the script, its input and its wrapper, for their owner alone.</summary>
    /// <param name="folder">The run's folder: outside the workspace, there already, and with no other step's files.</param>
    /// <param name="seenFolder">The path at which the step sees this folder.</param>
    /// <param name="script">The script's text; a <c>param</c> block takes the arguments.</param>
    /// <param name="input">The values.</param>
    /// <param name="powerShellPath">The <c>pwsh</c>, or <c>pwsh.dll</c>, to run it with.</param>
    /// <exception cref="SwarmException">
    /// PowerShell could not represent a value (<c>SPEC_INVALID</c>), or no .NET runtime is there to run it (<c>STEP_NOT_STARTED</c>).
    /// </exception>
    public static PreparedScript Prepare(string folder, string seenFolder, string script, ScriptInput input, string powerShellPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(seenFolder);
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentException.ThrowIfNullOrEmpty(powerShellPath);
        CheckNames(input.Arguments, ScriptInput.MostLevels);
        CheckNames(input.Using, ScriptInput.MostLevels);
        var values = new JsonObject { ["arguments"] = input.Arguments.DeepClone(), ["using"] = input.Using.DeepClone() };
        Write(folder, ScriptFile, script);
        Write(folder, InputFile, values.ToJsonString(Json));
        Write(folder, WrapperFile, ScriptWrapper.Text);
        var shell = PowerShellProgram.CommandOf(powerShellPath);
        return new PreparedScript(
            shell[0],
            [.. shell.Skip(1), "-NoLogo", "-NoProfile", "-NonInteractive", "-File", Path.Combine(seenFolder, WrapperFile)]);
    }

    // ConvertFrom-Json makes objects, whose names are never empty and differ by more than case.
    private static void CheckNames(JsonNode? node, int depth)
    {
        if (depth == 0)
            throw Refused($"nests more than {ScriptInput.MostLevels} levels");

        if (node is JsonArray array)
        {
            foreach (var element in array)
                CheckNames(element, depth - 1);
        }
        else if (node is JsonObject members)
        {
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, value) in members)
            {
                if (name.Length == 0)
                    throw Refused("has a member without a name");

                if (!names.Add(name))
                    throw Refused($"has two members that differ by case alone ('{name}')");

                CheckNames(value, depth - 1);
            }
        }
    }

    private static SwarmException Refused(string reason) => new(
        ErrorCode.SpecInvalid,
        $"A value for the script (an argument, or one of $using:) {reason}, which PowerShell cannot represent. Pass it as text or in a file.");

    private static void Write(string folder, string name, string text)
    {
        var path = Path.GetFullPath(Path.Combine(folder, name));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }
}

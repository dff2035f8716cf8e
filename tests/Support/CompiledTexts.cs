using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace Swarm.Tests;

/// <summary>The texts that assemblies were compiled with: the pieces of every message, also of one that is written tomorrow.</summary>
internal static partial class CompiledTexts
{
    private static readonly string[] Engine =
        ["Core", "Cryptography", "Transparency", "State", "Storage", "Verification", "Networking", "Execution", "Backends", "Engine"];

    /// <summary>The texts of the engine's assemblies, whose messages both faces show.</summary>
    /// <param name="folder">Where the assemblies are.</param>
    public static IReadOnlyList<string> OfEngine(string folder) => [.. Engine.SelectMany(name => Of(Path.Combine(folder, $"Swarm.{name}.dll")))];

    /// <summary>The texts of an assembly.</summary>
    /// <param name="path">The assembly.</param>
    public static IReadOnlyList<string> Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        var texts = new List<string>();
        for (var handle = reader.GetNextHandle(default(UserStringHandle)); !handle.IsNil; handle = reader.GetNextHandle(handle))
        {
            texts.Add(reader.GetUserString(handle));
        }

        return texts;
    }

    /// <summary>What a text names of the command: <c>swarm store</c>, <c>--root</c>.</summary>
    [GeneratedRegex(@"\bswarm [a-z]+|(?<![\w-])--[a-z][a-z-]*[a-z]", RegexOptions.CultureInvariant, 10_000)]
    public static partial Regex OfCommand();

    /// <summary>What a text names of the cmdlets: <c>Repair-SwarmStore</c>, <c>-Root</c>.</summary>
    [GeneratedRegex(@"\b[A-Z][a-z]+-Swarm[A-Za-z]*|(?<![\w-])-[A-Z][A-Za-z]+\b", RegexOptions.CultureInvariant, 10_000)]
    public static partial Regex OfCmdlets();

    /// <summary>
    /// Whether a text is none of a message: an argument of a program that is started, a line of another program's, or what the quick start of the
    /// command alone writes.
    /// </summary>
    /// <param name="text">The text.</param>
    public static bool IsNoMessage(string text) => ForPrograms().IsMatch(text);

    [GeneratedRegex(
        @"^--?[A-Za-z0-9-]+=?$|^gh |^diff --git |^(?!Set it).*\bglab variable|^ --protected --masked|\bgh secret set|\bgh api|\bgh repo|--jq|^ --env |gh auth|^ --scope |^Your own first runs|^(run|verify) \w+ |'dotnet tool update --global|pwsh -File|^\$ErrorActionPreference|Get-Content .*-LiteralPath|^Set-SwarmConfiguration$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ForPrograms();
}

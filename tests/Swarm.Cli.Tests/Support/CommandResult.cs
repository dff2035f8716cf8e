using System.Text.Json;

namespace Swarm.Cli.Tests.Support;

/// <summary>What one run of the command gave.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The members that every object has.</summary>
    public static readonly IReadOnlyList<string> StableKeys =
    [
        "run_id", "node_id", "status", "restore_mode", "certificate_ref", "artifact_hash",
        "state_cap_next_ref", "net_cap_next_ref", "errors",
    ];

    /// <summary>The one object that <c>--json</c> gave: nothing else may be there, and nothing may be missing.</summary>
    public JsonElement Json
    {
        get
        {
            Assert.EndsWith("\n", Output, StringComparison.Ordinal);
            Assert.Equal(1, Output.Count(character => character == '\n'));
            using var document = JsonDocument.Parse(Output, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement.Clone();
            Assert.Equal(JsonValueKind.Object, root.ValueKind);
            Assert.All(StableKeys, key => Assert.True(root.TryGetProperty(key, out _), key));
            return root;
        }
    }

    public string? Text(string member) => Json.GetProperty(member).GetString();

    /// <summary>The members that the command adds to the stable ones.</summary>
    public IReadOnlyList<string> AddedKeys => [.. Json.EnumerateObject().Select(member => member.Name).Except(StableKeys)];

    public CommandResult Expect(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}, not {exitCode}\n--- out\n{Output}\n--- err\n{Error}");
        return this;
    }

    /// <summary>Holds a failure to its one clear line, and to its entry where the object is asked for.</summary>
    public CommandResult ExpectError(int exitCode, string code)
    {
        Expect(exitCode);
        var line = Assert.Single(Error.Split('\n'), line =>
            line.StartsWith("swarm: ", StringComparison.Ordinal) && !line.StartsWith("swarm: warning", StringComparison.Ordinal));
        Assert.StartsWith($"swarm: {code}: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        if (Output.StartsWith('{'))
        {
            var error = Json.GetProperty("errors")[0];
            Assert.Equal(["code", "category", "retryable", "message"], error.EnumerateObject().Select(member => member.Name));
            Assert.Equal(code, error.GetProperty("code").GetString());
            Assert.EndsWith(error.GetProperty("message").GetString()!, line, StringComparison.Ordinal);
        }

        return this;
    }
}

using System.Text.Json.Nodes;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

public sealed class SchemaTests : IDisposable
{
    private static readonly string[] Contracts =
        ["certificate", "node", "result", "next_tokens", "run_spec", "bundle_manifest", "bundle_locator", "head", "store", "policy", "statement"];

    private readonly Scene _scene = Scene.WithShell();

    [Fact]
    public void Every_contract_has_a_schema()
    {
        foreach (var contract in Contracts)
        {
            var text = JsonNode.Parse(_scene.Run("schema", "export", "--type", contract).Expect(0).Output)!;
            Assert.Equal("https://json-schema.org/draft/2020-12/schema", text["$schema"]!.GetValue<string>());
            Assert.Equal("object", text["type"]!.GetValue<string>());
            Assert.NotEmpty(text["required"]!.AsArray());
            var json = _scene.Run("schema", "export", "--json", "--type", contract).Expect(0);
            Assert.Equal(["type", "schema"], json.AddedKeys);
            Assert.True(JsonNode.DeepEquals(text, JsonNode.Parse(json.Json.GetProperty("schema").GetRawText())));
        }
    }

    [Fact]
    public void What_a_run_writes_is_of_its_contract()
    {
        var run = _scene.Launch("true").Expect(0);
        var folder = Path.GetDirectoryName(new Uri(run.Text("certificate_ref")!).LocalPath)!;
        var documents = Directory.EnumerateFiles(folder, "*.json")
            .Where(file => !file.EndsWith(".dsse.json", StringComparison.Ordinal))
            .Append(Path.Combine(_scene.Store, "store.json"))
            .ToArray();
        Assert.True(documents.Length >= 5);
        foreach (var document in documents)
        {
            var verdict = _scene.Run("schema", "validate", "--json", document).Expect(0);
            Assert.Equal(["path", "type", "is_valid"], verdict.AddedKeys);
            Assert.True(verdict.Json.GetProperty("is_valid").GetBoolean());
            var type = verdict.Text("type")!;
            _scene.Run("schema", "validate", "--type", type, document).Expect(0);
            _scene.Run("schema", "validate", "--type", type == "node" ? "result" : "node", document).ExpectError(2, "SCHEMA_INVALID");
        }
    }

    [Theory]
    [InlineData("run_id", "\"run-x\"")]
    [InlineData("status", "\"splendid\"")]
    [InlineData("artifact_hash", "\"sha256:12\"")]
    [InlineData("exit_code", "\"0\"")]
    [InlineData("operation", "null")]
    [InlineData("critical_rule", "true")]
    [InlineData("type", "\"swarm-result-v9\"")]
    [InlineData("type", null)]
    [InlineData("node_id", null)]
    public void A_document_with_one_wrong_member_is_refused_by_name(string member, string? value)
    {
        var run = _scene.Launch("true").Expect(0);
        var source = Path.Combine(Path.GetDirectoryName(new Uri(run.Text("certificate_ref")!).LocalPath)!, "result.json");
        var document = JsonNode.Parse(File.ReadAllText(source))!.AsObject();
        document.Remove(member);
        if (value is not null)
        {
            document[member] = JsonNode.Parse(value);
        }

        var path = _scene.Write("changed.json", document.ToJsonString());
        var verdict = _scene.Run("schema", "validate", "--json", "--type", "result", path).ExpectError(2, "SCHEMA_INVALID");
        Assert.False(verdict.Json.GetProperty("is_valid").GetBoolean());
        Assert.Contains(member, verdict.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"type":"swarm-node-v1","type":"swarm-node-v1"}""")]
    [InlineData("""{"type":"swarm-node-v1"} x""")]
    [InlineData("""{"type":"unknown"}""")]
    public void Malformed_documents_are_refused(string text) =>
        _scene.Run("schema", "validate", "--json", _scene.Write("malformed.json", text)).ExpectError(2, "SCHEMA_INVALID");

    [Fact]
    public void A_file_that_is_not_there_is_said_so() => _scene.Run("schema", "validate", "nowhere.json").ExpectError(2, "PATH_INVALID");

    public void Dispose() => _scene.Dispose();
}

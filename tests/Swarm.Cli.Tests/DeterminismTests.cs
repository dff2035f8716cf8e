using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

public sealed class DeterminismTests : IDisposable
{
    private const string Seed = "a seed of thirty-two bytes or so";
    private const string Script = "echo content > file; echo log; printf answer > $SWARM_OUTPUT";

    private readonly Scene _first = Scene.WithShell();
    private readonly Scene _second = Scene.WithShell();

    public DeterminismTests()
    {
        _first.Run("key", "new").Expect(0);
        CopyKeys(_first, _second);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1700000000")]
    public void The_same_step_twice_in_two_fresh_stores_gives_the_same_bytes(string? epoch)
    {
        _first.Variables["SWARM_SEED"] = Seed;
        var seedFile = _second.Write("seed", Seed);
        foreach (var scene in new[] { _first, _second })
        {
            if (epoch is not null)
            {
                scene.Variables["SOURCE_DATE_EPOCH"] = epoch;
            }
        }

        var first = _first.Launch(Script, "--deterministic", "--label", "base").Expect(0);
        var second = _second.Launch(Script, "--deterministic", "--label", "base", "--seed-file", seedFile).Expect(0);
        AssertSame(first, second);
        AssertSame(
            _first.Resume("base", "echo more >> file", "--deterministic").Expect(0),
            _second.Resume("base", "echo more >> file", "--deterministic", "--seed-file", seedFile).Expect(0));
        Assert.Equal(Bundle(_first), Bundle(_second));
        Assert.Equal(epoch is null ? "1970-01-01T00:00:00Z" : "2023-11-14T22:13:20Z", first.Text("started_at"));

        // Repeated in one store it gives the node that is there.
        Assert.Equal(first.Text("node_id"), _first.Launch(Script, "--deterministic", "--label", "base").Expect(0).Text("node_id"));
    }

    [Fact]
    public void Another_seed_or_output_shares_nothing()
    {
        _first.Variables["SWARM_SEED"] = Seed;
        _second.Variables["SWARM_SEED"] = Seed + "!";
        var first = _first.Launch(Script, "--deterministic").Expect(0);
        var second = _second.Launch(Script, "--deterministic").Expect(0);
        Assert.NotEqual(first.Text("node_id"), second.Text("node_id"));
        Assert.NotEqual(first.Text("run_id"), second.Text("run_id"));
        Assert.NotEqual(first.Text("artifact_hash"), second.Text("artifact_hash"));
    }

    [Fact]
    public void A_step_that_is_not_deterministic_is_found_out()
    {
        _first.Variables["SWARM_SEED"] = Seed;
        const string Random = "head -c 16 /dev/urandom > file";
        _first.Launch(Random, "--deterministic").Expect(0);
        _first.Launch(Random, "--deterministic").ExpectError(3, "CERTIFICATE_NOT_DETERMINISTIC");
    }

    [Fact]
    public void SOURCE_DATE_EPOCH_alone_pins_recorded_times_and_nothing_else()
    {
        _first.Variables["SOURCE_DATE_EPOCH"] = _second.Variables["SOURCE_DATE_EPOCH"] = "1700000000";
        var (first, second) = (_first.Launch(Script).Expect(0), _second.Launch(Script).Expect(0));
        Assert.Equal("2023-11-14T22:13:20Z", first.Text("started_at"));
        Assert.Equal(first.Text("finished_at"), second.Text("finished_at"));
        Assert.NotEqual(first.Text("node_id"), second.Text("node_id"));
        Assert.NotEqual(first.Text("artifact_hash"), second.Text("artifact_hash"));
        _first.Variables["SOURCE_DATE_EPOCH"] = "tomorrow";
        _first.Run("run", "list", "--json").ExpectError(2, "CONFIGURATION_INVALID");
    }

    [Theory]
    [InlineData("short")]
    [InlineData("")]
    public void A_seed_that_is_none_is_refused(string seed)
    {
        _first.Variables["SWARM_SEED"] = seed;
        _first.Run("run", "launch", "--deterministic", "--", "true").ExpectError(2, "SPEC_INVALID");
        _first.Run("run", "launch", "--deterministic", "--seed-file", "nowhere", "--", "true").ExpectError(2, "PATH_INVALID");
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private static void AssertSame(CommandResult first, CommandResult second)
    {
        Assert.Equal(first.Text("node_id"), second.Text("node_id"));
        foreach (var member in new[] { "certificate_ref", "state_cap_next_ref" })
        {
            Assert.Equal(
                File.ReadAllBytes(new Uri(first.Text(member)!).LocalPath), File.ReadAllBytes(new Uri(second.Text(member)!).LocalPath));
        }
    }

    private static string? Bundle(Scene scene) =>
        scene.Run("bundle", "export", "--json", "--node", "base", "--to", "base.age").Expect(0).Text("bundle_sha256");

    private static void CopyKeys(Scene from, Scene to)
    {
        foreach (var file in Directory.EnumerateFiles(from["home/keys"], "*", SearchOption.AllDirectories))
        {
            var copy = to[Path.GetRelativePath(from.Folder, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}

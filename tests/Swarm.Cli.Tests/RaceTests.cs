using System.Text.Json;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

public sealed class RaceTests : IDisposable
{
    private const string Step = "echo $SWARM_LABEL > mine; case $SWARM_LABEL in low) echo 1.5 > $SWARM_OUTPUT ;; high) echo 9 > $SWARM_OUTPUT ;; *) exit 3 ;; esac";

    private readonly Scene _scene = Scene.WithShell();

    [Fact]
    public void Entrants_are_ranked_and_the_winners_members_are_the_results()
    {
        _scene.Launch("echo base > from", "--label", "base").Expect(0);
        var race = Race(["low", "high", "fails"], "--score", "response").Expect(0);
        Assert.Equal([("high", 1, true), ("low", 2, false), ("fails", 3, false)], Entrants(race).Select(entrant =>
            (entrant.GetProperty("label").GetString(), entrant.GetProperty("rank").GetInt32(), entrant.GetProperty("is_winner").GetBoolean())));
        var winner = Entrants(race)[0];
        Assert.Equal(9, winner.GetProperty("score").GetDouble());
        foreach (var name in new[] { "run_id", "node_id", "status", "artifact_hash", "certificate_ref" })
        {
            Assert.Equal(winner.GetProperty(name).GetString(), race.Text(name));
        }

        Assert.Equal(3, Entrants(race)[2].GetProperty("exit_code").GetInt32());
        Assert.Equal("STEP_FAILED", Entrants(race)[2].GetProperty("error_code").GetString());
        _scene.Run("verify", "run", race.Text("run_id")!).Expect(0);
        Assert.Contains("high", _scene.Run("run", "race", "--node", "base", "--label", "high", "--", "sh", "-c", Step).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lowest_wins_and_losers_are_dropped_on_request()
    {
        _scene.Launch("echo base > from", "--label", "base").Expect(0);
        var race = Race(["low", "high"], "--score", "response", "--lowest-wins", "--drop-losers", "--throttle", "1").Expect(0);
        Assert.Equal(["low", "high"], Entrants(race).Select(entrant => entrant.GetProperty("label").GetString()));
        Assert.Equal([false, true], Entrants(race).Select(entrant => entrant.GetProperty("is_removed").GetBoolean()));
        _scene.Run("workspace", "export", "--node", "high", "--to", "there").ExpectError(2, "NODE_NOT_FOUND");
    }

    [Fact]
    public void A_score_command_runs_in_a_copy_of_each_workspace()
    {
        _scene.Launch("echo base > from", "--label", "base").Expect(0);
        var race = Race(["low", "high"], "--score-command", "sh -c \"test -e from; wc -c < mine\"").Expect(0);
        Assert.Equal([("high", 5.0), ("low", 4.0)], Entrants(race).Select(entrant => (entrant.GetProperty("label").GetString(), entrant.GetProperty("score").GetDouble())));
    }

    [Fact]
    public void Where_nobody_wins_the_exit_code_is_7()
    {
        _scene.Launch("echo base > from", "--label", "base").Expect(0);
        var race = Race(["bad", "worse"], "--drop-losers").ExpectError(7, "STEP_FAILED");
        Assert.Equal(2, Entrants(race).Count);
        Assert.Equal([false, false], Entrants(race).Select(entrant => entrant.GetProperty("is_removed").GetBoolean()));
        Race(["low"], "--score-command", "false").Expect(7);
    }

    [Theory]
    [InlineData("--node", "base", "--", "true")]
    [InlineData("--label", "a", "--", "true")]
    [InlineData("--node", "base", "--label", "a")]
    [InlineData("--node", "base", "--label", "a", "--label", "a", "--", "true")]
    [InlineData("--node", "base", "--label", "a", "--throttle", "0", "--", "true")]
    [InlineData("--node", "base", "--label", "a", "--score", "luck", "--", "true")]
    [InlineData("--node", "base", "--label", "a", "--score", "exit", "--score-command", "true", "--", "true")]
    [InlineData("--node", "base", "--label", "a", "--no-wait", "--", "true")]
    [InlineData("--node", "base", "--label", "a", "--nonce", "x", "--", "true")]
    public void A_wrong_race_is_refused(params string[] arguments)
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        _scene.Run(["run", "race", .. arguments]).ExpectError(2, "SPEC_INVALID");
    }

    public void Dispose() => _scene.Dispose();

    private static IReadOnlyList<JsonElement> Entrants(CommandResult result) => [.. result.Json.GetProperty("entrants").EnumerateArray()];

    private CommandResult Race(string[] labels, params string[] options) =>
        _scene.Run(["run", "race", "--json", "--node", "base", .. labels.SelectMany(label => new[] { "--label", label }), .. options, "--", "sh", "-c", Step]);
}

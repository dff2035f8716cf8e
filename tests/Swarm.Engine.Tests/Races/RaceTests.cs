using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Races;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;
using Swarm.Engine.Trust;

namespace Swarm.Engine.Tests.Races;

public sealed class RaceTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Entrants_run_from_forks_of_the_node_and_the_highest_response_wins()
    {
        var start = await PrepareAsync();
        var finished = new List<string>();
        var race = await RaceAsync(Request("low", "high") with
        {
            Score = new ResponseScore(),
            Finished = standing =>
            {
                lock (finished)
                {
                    finished.Add($"{standing.Label} {standing.Rank}");
                }
            },
        });
        Assert.Equal(["high", "low"], race.Ranking.Select(standing => standing.Label));
        Assert.Equal([1, 2], race.Ranking.Select(standing => standing.Rank));
        Assert.Equal([9.0, 1.5], race.Ranking.Select(standing => standing.Score));
        Assert.Same(race.Ranking[0], race.Winner);
        Assert.Equal(["high 0", "low 0"], finished.Order(StringComparer.Ordinal));
        Assert.All(race.Ranking, standing =>
        {
            var fork = _scene.Node(standing.ForkNodeId);
            Assert.Equal(start.Record.NodeId, fork.ParentNodeId);
            Assert.Equal(standing.ForkNodeId, _scene.Node(standing.Run!.Record.NodeId!).ParentNodeId);
            Assert.Equal(Operations.Fork, standing.Run.Record.Operation);
            Assert.True(standing.Duration > TimeSpan.Zero);
        });
        Assert.Equal("base\n", await File.ReadAllTextAsync(Path.Combine(_scene.Export("high"), "from"), Scene.Cancellation));
        _scene.AssertSound();
    }

    [Fact]
    public async Task The_lowest_wins_on_request()
    {
        await PrepareAsync();
        var race = await RaceAsync(Request("low", "high") with { Score = new ResponseScore(), LowestWins = true });
        Assert.Equal(["low", "high"], race.Ranking.Select(standing => standing.Label));
    }

    [Fact]
    public async Task Who_fails_or_has_no_score_comes_last_and_says_why()
    {
        await PrepareAsync();
        var race = await RaceAsync(Request("low", "fails", "mute") with { Score = new ResponseScore(), LowestWins = true });
        Assert.Equal("low", race.Winner!.Label);
        Assert.Equal([1, 2, 3], race.Ranking.Select(standing => standing.Rank));
        var fails = race.Ranking.Single(standing => standing.Label == "fails");
        Assert.Equal(RunStatus.StepFailed, fails.Run!.Record.Status);
        Assert.True(fails.IsStepFailure);
        Assert.Null(fails.Score);
        Assert.NotNull(fails.Error);
        var mute = race.Ranking.Single(standing => standing.Label == "mute");
        Assert.Null(mute.Score);
        Assert.False(mute.IsStepFailure);
        Assert.Contains("no number", mute.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_scores_are_ranked_by_the_shorter_duration()
    {
        await PrepareAsync();
        var request = Request("quick", "slow") with { MostAtOnce = 2, Score = new Fixed(_ => 4) };
        var race = await RaceAsync(request);
        Assert.Equal(["quick", "slow"], race.Ranking.Select(standing => standing.Label));
        Assert.True(race.Ranking[0].Duration < race.Ranking[1].Duration);
    }

    [Fact]
    public async Task Without_a_score_the_exit_code_decides_and_then_the_duration()
    {
        await PrepareAsync();
        var race = await RaceAsync(Request("fails", "slow", "quick") with { MostAtOnce = 3 });
        Assert.Equal(["quick", "slow", "fails"], race.Ranking.Select(standing => standing.Label));
        Assert.All(race.Ranking, standing => Assert.Null(standing.Score));
    }

    [Fact]
    public async Task Losers_are_removed_and_their_certificates_stay()
    {
        await PrepareAsync();
        var race = await RaceAsync(Request("low", "high", "fails") with
        {
            Score = new ResponseScore(),
            Removes = (loser, _) => Task.FromResult(loser.Label != "fails"),
        });
        Assert.Equal([("high", false), ("fails", false), ("low", true)], race.Ranking.Select(standing => (standing.Label, standing.IsRemoved)).OrderBy(pair => pair.IsRemoved).ThenByDescending(pair => pair.Label, StringComparer.Ordinal));
        var low = race.Ranking.Single(standing => standing.Label == "low");
        Assert.Equal(["base", "fails", "fails", "high", "high"], _scene.Session.Nodes.List().Select(node => node.Record.Label).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(low.Run!.CertificatePath));
        Assert.True(_scene.Session.Trust.VerifyNode(new NodeReference("high"), new VerifyRequest { Recurse = true }, Scene.Cancellation).IsValid);
    }

    [Fact]
    public async Task Where_nobody_wins_nothing_is_removed()
    {
        await PrepareAsync();
        var race = await RaceAsync(Request("fails") with { Removes = (_, _) => Task.FromResult(true) });
        Assert.Null(race.Winner);
        Assert.False(race.Ranking[0].IsRemoved);
        Assert.Equal(RunStatus.StepFailed, _scene.Session.Runs.Get(_scene.Node("fails").RunId!).Record.Status);
    }

    [Fact]
    public async Task An_episode_that_fails_is_one_entrants_failure()
    {
        await PrepareAsync();
        var request = Request("low", "high");
        var race = await RaceAsync(request with
        {
            Entrants = [request.Entrants[0], request.Entrants[1] with { Run = request.Entrants[1].Run with { Policy = "nowhere.json" } }],
        });
        Assert.Equal("low", race.Winner!.Label);
        Assert.Equal(ErrorCode.PathInvalid.Name, race.Ranking[1].Error!.Code);
        Assert.Null(race.Ranking[1].Run?.Record.NodeId);
    }

    [Fact]
    public async Task No_more_run_at_once_than_asked_for()
    {
        await PrepareAsync();
        var folder = Directory.CreateDirectory(Path.Combine(_scene.Folder, "present")).FullName;
        var request = Request("a", "b", "c", "d");
        var race = await RaceAsync(request with
        {
            MostAtOnce = 2,
            Score = new ResponseScore(),
            Entrants =
            [
                .. request.Entrants.Select(entrant => entrant with
                {
                    Run = entrant.Run with { Step = Scene.Shell($"cd '{folder}'; touch $SWARM_LABEL; sleep 0.5; ls | wc -l > $SWARM_OUTPUT; rm $SWARM_LABEL") },
                }),
            ],
        });
        Assert.All(race.Ranking, standing => Assert.InRange(standing.Score!.Value, 1, 2));
    }

    [Fact]
    public async Task A_score_sees_the_workspace_and_leaves_nothing()
    {
        await PrepareAsync();
        var seen = string.Empty;
        var race = await RaceAsync(Request("low") with
        {
            Score = new Fixed(workspace =>
            {
                seen = workspace;
                Assert.True(File.Exists(Path.Combine(workspace, "mine")));
                File.WriteAllText(Path.Combine(workspace, "rubbish"), string.Empty);
                return 3;
            }),
        });
        Assert.Equal(3, race.Winner!.Score);
        Assert.False(Directory.Exists(Path.GetDirectoryName(seen)));
    }

    [Theory]
    [InlineData("cat mine; echo; echo 2.5", 2.5)]
    [InlineData("test $SWARM_LABEL = low && test -n \"$SWARM_RUN_ID\" && test -e mine && echo fine", 1.0)]
    [InlineData("exit 4", null)]
    [InlineData("echo 7; exit 1", null)]
    [InlineData("echo NaN", null)]
    public async Task A_command_scores_by_its_last_line_or_its_exit_code(string script, double? score)
    {
        await PrepareAsync();
        var race = await RaceAsync(Request("low") with { Score = new CommandScore(_scene.Session, ["sh", "-c", script]) });
        Assert.Equal(score, race.Ranking[0].Score);
        Assert.Equal(score is not null, race.Ranking[0].IsWinner);
        Assert.Equal(score is null, race.Ranking[0].Error is not null);
    }

    [Fact]
    public async Task A_score_command_with_a_separator_is_never_the_workspaces_own()
    {
        await PrepareAsync();
        var race = await RaceAsync(Request("low") with { Score = new CommandScore(_scene.Session, ["./mine"]) });
        Assert.Null(race.Winner);
        Assert.Contains(_scene.Folder, race.Ranking[0].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_every_run_and_every_score()
    {
        await PrepareAsync();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Scene.Cancellation);
        var request = Request("a", "b") with { MostAtOnce = 2 };
        var begun = new CountdownEvent(2);
        var entrants = request.Entrants.Select(entrant => entrant with
        {
            Run = entrant.Run with { Step = Scene.Shell("sleep 600"), Started = _ => begun.Signal() },
        });
        var race = _scene.Session.Races.RunAsync(request with { Entrants = [.. entrants] }, cancellation.Token);
        await Task.Run(() => begun.Wait(Scene.Cancellation), Scene.Cancellation);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => race);
        Assert.All(_scene.Session.Runs.List().Where(run => run.Record.Label is "a" or "b"), run => Assert.Equal(RunStatus.Cancelled, run.Record.Status));
        _scene.AssertNothingLeft();
    }

    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task A_bug_in_one_score_is_one_entrants_failure(string name)
    {
        Assert.NotEmpty(name);
        await PrepareAsync();
        var count = 0;
        var race = await RaceAsync(Request("low", "high") with { Score = new Fixed(_ => Interlocked.Increment(ref count) == 1 ? throw Make(name) : 1) });
        Assert.NotNull(race.Winner);
        Assert.Equal("UNEXPECTED", Assert.Single(race.Ranking, standing => standing.Error is not null).Error!.Code);
    }

    public static TheoryData<string> Bugs =>
    [
        nameof(InvalidOperationException), nameof(NullReferenceException), nameof(IndexOutOfRangeException), nameof(OutOfMemoryException), nameof(OverflowException),
        nameof(InsufficientExecutionStackException), nameof(TypeInitializationException),
    ];

    private static Exception Make(string name) => name switch
    {
        nameof(TypeInitializationException) => new TypeInitializationException(name, innerException: null),
        _ => (Exception)Activator.CreateInstance(typeof(object).Assembly.GetType($"System.{name}")!)!,
    };

    [Fact]
    public async Task A_bug_in_every_score_leaves_no_winner_and_nothing_else()
    {
        await PrepareAsync();
        var race = await RaceAsync(Request("low", "high") with
        {
            MostAtOnce = 2,
            Score = new Fixed(_ => throw new InvalidOperationException("a bug")),
        });
        Assert.Null(race.Winner);
        Assert.All(race.Ranking, standing => Assert.Equal("UNEXPECTED", standing.Error!.Code));
        _scene.AssertNothingLeft();
    }

    [Fact]
    public async Task Wrong_entrants_are_refused_before_anything_is_made()
    {
        await PrepareAsync();
        foreach (var request in new[] { Request(), Request("twice", "twice"), Request("fine", "not fine") })
        {
            Scene.AssertClear(await Assert.ThrowsAsync<SwarmException>(() => RaceAsync(request)), ErrorCode.SpecInvalid);
        }

        Assert.Single(_scene.Session.Nodes.List());
        Scene.AssertClear(await Assert.ThrowsAsync<SwarmException>(() => RaceAsync(Request("a") with { Node = new NodeReference("nowhere") })), ErrorCode.NodeNotFound);
    }

    private Task<RaceResult> RaceAsync(RaceRequest request) => _scene.Session.Races.RunAsync(request, Scene.Cancellation);

    private async Task<RunInfo> PrepareAsync()
    {
        Scene.NeedUnix();
        return await _scene.LaunchAsync("echo base > from", "base");
    }

    private static RaceRequest Request(params string[] labels) => new()
    {
        Node = new NodeReference("base"),
        Entrants =
        [
            .. labels.Select(label => new RaceEntrant(label, new RunRequest
            {
                Step = Scene.Shell(
                    """
                    test -e from || exit 9
                    printf %s "$SWARM_LABEL" > mine
                    case $SWARM_LABEL in
                    low) echo 1.5 > $SWARM_OUTPUT ;;
                    high) echo 9 > $SWARM_OUTPUT ;;
                    fails) exit 3 ;;
                    slow) sleep 3 ;;
                    slowest) sleep 600 ;;
                    esac
                    """),
            })),
        ],
    };

    private sealed class Fixed(Func<string, double> score) : IRaceScore
    {
        public bool NeedsWorkspace => true;

        public Task<double> ScoreAsync(RunInfo run, string workspace, CancellationToken cancellationToken) => Task.FromResult(score(workspace));
    }
}

using System.Diagnostics;
using System.Globalization;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Engine.Configuration;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Engine.Trees;
using Swarm.Engine.Trust;
using Swarm.Execution.Episodes;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Quickstarts;

/// <summary>
/// Shows the product on a real git repository in a temporary folder: launch, resume, fork twice, run both, compare,
/// verify, draw. It needs git and nothing else, and leaves nothing behind.
/// </summary>
public sealed class Quickstart
{
    private readonly string _folder;
    private readonly Action<string> _write;
    private readonly CancellationToken _cancellationToken;

    private Quickstart(string folder, Action<string> write, CancellationToken cancellationToken) =>
        (_folder, _write, _cancellationToken) = (folder, write, cancellationToken);

    /// <summary>Runs it.</summary>
    /// <param name="options">What the face gives. Keys and store are the quick start's own.</param>
    /// <param name="command">What a user types to start the <c>swarm</c> command.</param>
    /// <param name="write">Takes each line of what it shows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether every certificate holds.</returns>
    /// <exception cref="SwarmException">A run failed, or git is missing.</exception>
    public static async Task<bool> RunAsync(SessionOptions options, string command, Action<string> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(write);
        var folder = Path.Combine(Path.GetTempPath(), $"swarm-quickstart-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            var own = options with
            {
                Root = folder,
                CurrentFolder = folder,
                ReadVariable = name => string.Equals(name, SwarmHome.Variable, StringComparison.Ordinal) ? Path.Combine(folder, "home")
                    : name.StartsWith("SWARM_", StringComparison.Ordinal) ? null
                    : options.ReadVariable(name),
            };
            var isValid = await new Quickstart(folder, write, cancellationToken).RunAsync(own);
            ShowNext(command, write);
            return isValid;
        }
        finally
        {
            TreeRemoval.TryRemove(folder);
        }
    }

    private async Task<bool> RunAsync(SessionOptions options)
    {
        var started = Stopwatch.GetTimestamp();
        _write($"A git repository to work on, in {_folder}");
        await MakeRepositoryAsync();
        using var session = SwarmSession.OpenOrCreate(options);

        await StepAsync(session, "Launch: copy it in, run a step, keep what it left", request: new RunRequest
        {
            Workspace = Path.Combine(_folder, "repository"),
            Label = "base",
            Step = Git("checkout", "-b", "work"),
        });
        await StepAsync(session, "Resume: the next step finds everything as the last one left it", new RunRequest
        {
            Node = new NodeReference("branch:base"),
            Step = Git("mv", "greeting.txt", "hello.txt"),
        });

        _write(string.Empty);
        _write("Fork twice: two branches from one node, nothing copied");
        session.Nodes.Fork(new NodeReference("branch:base"), "careful");
        session.Nodes.Fork(new NodeReference("branch:base"), "bold");
        await Task.WhenAll(
            StepAsync(session, "Run the branch 'careful'", new RunRequest { Node = new NodeReference("branch:careful"), Step = Git("commit", "-m", "Rename the greeting") }),
            StepAsync(session, "Run the branch 'bold'", new RunRequest { Node = new NodeReference("branch:bold"), Step = Git("rm", "-f", "hello.txt") }));

        Compare(session);
        _write(string.Empty);
        _write(session.Nodes.Draw(reference: null, TreeFormat.Text));
        var isValid = Verify(session);
        _write(string.Empty);
        _write(string.Create(CultureInfo.InvariantCulture, $"Done in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s. The folder is removed again."));
        return isValid;
    }

    // Commands that work wherever this one did, also once more.
    private static void ShowNext(string command, Action<string> write)
    {
        write("Your own first runs, in this folder; --workspace DIR copies a folder in, and any program may follow '--':");
        foreach (var next in new[] { "run launch --label first -- git init", "run resume --node first@latest -- git status", "verify run first@latest --recurse", "run tree" })
        {
            write($"  {command} {next}");
        }
    }

    // The workspace is a repository of its own; identity and signing are set so that the user's configuration does not matter.
    private static EpisodeStep Git(params string[] arguments) => new()
    {
        Command = ["git", "-c", "user.name=Swarm", "-c", "user.email=swarm@localhost", "-c", "commit.gpgsign=false", "-c", "core.hooksPath=", .. arguments],
    };

    private async Task StepAsync(SwarmSession session, string title, RunRequest request)
    {
        var run = await session.Runs.RunAsync(request, _cancellationToken);
        lock (_write)
        {
            _write(string.Empty);
            _write(title);
            _write($"  {string.Join(' ', request.Step.Command.Where((_, index) => index is 0 or > 8))}  ->  {run.Record.Status}, node {run.Record.NodeId}");
        }

        if (run.Errors.Count > 0)
        {
            throw new SwarmException(ErrorCode.StepFailed, $"The quick start's step failed: {run.Errors[0].Message}");
        }
    }

    private void Compare(SwarmSession session)
    {
        _write(string.Empty);
        _write("Compare: what 'bold' has that 'careful' has not, outside .git");
        var comparison = session.States.Compare(new NodeReference("branch:careful"), new NodeReference("branch:bold"), _cancellationToken);
        foreach (var file in comparison.Files.Where(file => !file.Path.StartsWith(".git/", StringComparison.Ordinal)))
        {
            _write($"  {file.Change,-8} {file.Path}");
        }
    }

    private bool Verify(SwarmSession session)
    {
        _write(string.Empty);
        _write("Verify: every certificate, back to the root");
        var isValid = true;
        foreach (var node in session.Nodes.List().Where(node => node.Record.RunId is not null))
        {
            var verdict = session.Trust.VerifyNode(new NodeReference(node.Record.NodeId), new VerifyRequest { Recurse = true }, _cancellationToken);
            _write($"  {(verdict.IsValid ? "valid  " : "INVALID")} {node.Record.Label,-8} {node.Record.NodeId}  {verdict.Reason}");
            isValid &= verdict.IsValid;
        }

        return isValid;
    }

    private async Task MakeRepositoryAsync()
    {
        var repository = Path.Combine(_folder, "repository");
        Directory.CreateDirectory(repository);
        await File.WriteAllTextAsync(Path.Combine(repository, "greeting.txt"), "Hello, Swarm.\n", _cancellationToken);
        foreach (var arguments in new string[][] { ["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "Begin"] })
        {
            await RunGitAsync(repository, arguments);
        }
    }

    private async Task RunGitAsync(string folder, string[] arguments)
    {
        var program = ProgramSearch.Find("git")
            ?? throw new SwarmException(ErrorCode.StepNotStarted, "The quick start needs git, which is not to be found: install it and try again.");
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in Git(arguments).Command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(_cancellationToken);
            await process.StandardOutput.ReadToEndAsync(_cancellationToken);
            await process.WaitForExitAsync(_cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new SwarmException(ErrorCode.StepNotStarted, $"'git {arguments[0]}' failed: {(await error).Trim()}");
            }
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new SwarmException(ErrorCode.StepNotStarted, $"The quick start needs git, and '{program}' cannot be run: {exception.Message}", exception);
        }
    }
}

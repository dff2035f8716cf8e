using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;
using Swarm.Execution.Scripts;
using Swarm.PowerShell.Errors;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Pipelines;
using Swarm.PowerShell.Secrets;
using Swarm.PowerShell.Wording;

namespace Swarm.PowerShell.Commands;

/// <summary>
/// What all cmdlets share: the store that they work on, errors an item, and an end that is awaited: when the pipeline
/// stops, for whatever reason, nothing that a cmdlet began is left running.
/// </summary>
public abstract class SwarmCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private SessionCache? _sessions;
    private WorkPool? _pool;
    private bool _disposed;

    /// <summary>
    /// The folder that holds the store. By default it is the one of the object that is piped in, else the nearest folder
    /// at or above the current location that has a store, else the current location.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>How many pieces of work may go side by side.</summary>
    private protected virtual int MostAtOnce => 1;

    /// <summary>Where work goes that is not done on the pipeline's thread. It ends with the command.</summary>
    private protected WorkPool Pool => _pool ?? MakePool();

    /// <summary>Cancelled when the pipeline stops.</summary>
    protected CancellationToken Cancellation => _cancellation.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(target: null, Begin, ThrowTerminatingError);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        foreach (var item in Items)
        {
            if (Stopping)
            {
                return;
            }

            Current = item;
            Guard(Target, Process, WriteError);
        }
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guard(target: null, () => _pool?.Complete(), WriteError);

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has ended meanwhile.
        }

        _pool?.Cancel();
    }

    /// <summary>What one call names to work on, each with errors of its own: nodes, runs, files or names. Null stands for the one that no parameter names.</summary>
    private protected virtual IReadOnlyList<object?> Items => [null];

    /// <summary>The one of <see cref="Items"/> that is worked on.</summary>
    private protected object? Current { get; private set; }

    /// <summary>The node or run that is worked on; null where none is named.</summary>
    private protected SwarmNodeReference? CurrentNode => Current as SwarmNodeReference;

    /// <summary>The file or name that is worked on.</summary>
    private protected string Word => (string)Current!;

    /// <summary>What an error of the current item concerns.</summary>
    protected virtual object? Target => CurrentNode?.Source ?? Current;

    /// <summary>Checks what all items share; an error here ends the command.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Does the work for one item.</summary>
    protected abstract void Process();

    /// <summary>Does a part of the work; where it fails, an error is written and the rest goes on.</summary>
    /// <param name="target">What an error concerns.</param>
    /// <param name="action">The part.</param>
    protected void Try(object? target, Action action) => Guard(target, action, WriteError);

    /// <summary>
    /// Does the work of the current item beside that of others, as many at once as <see cref="MostAtOnce"/> says. What it gives runs on
    /// the pipeline's thread as soon as it is done, so that items are written in the order in which they finish.
    /// </summary>
    /// <param name="work">The work, which may not touch the pipeline; gives what writes its outcome.</param>
    private protected void DoBeside(Func<CancellationToken, Action> work)
    {
        var target = Target;
        DoBeside(() => target, token => Task.FromResult(work(token)));
    }

    /// <summary>Does the work of one item beside that of others; where it fails, an error is written and the rest goes on.</summary>
    /// <param name="target">Gives what an error concerns.</param>
    /// <param name="work">The work, which may not touch the pipeline; gives what writes its outcome.</param>
    /// <param name="finish">What the pipeline's thread does afterwards, however it ended; null for nothing.</param>
    private protected void DoBeside(Func<object?> target, Func<CancellationToken, Task<Action>> work, Action? finish = null)
    {
        var pool = Pool;
        pool.Run(async token =>
        {
            try
            {
                var write = await work(token);
                pool.Post(() => Try(target(), write));
            }
            catch (Exception exception) when (CommandErrors.IsOfItem(exception, token))
            {
                pool.Post(() => WriteError(CommandErrors.From(exception, target())));
            }
            finally
            {
                if (finish is not null)
                {
                    pool.Post(finish);
                }
            }
        });
    }

    /// <summary>Writes items one by one: PowerShell's own enumeration reads all of them before the next command gets the first.</summary>
    /// <param name="items">The items.</param>
    private protected void WriteEach<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            WriteObject(item);
        }
    }

    /// <summary>Writes a warning, where there is one.</summary>
    /// <param name="text">What is unusual; null for nothing.</param>
    private protected void WriteNotice(string? text)
    {
        if (text is not null)
        {
            WriteWarning(CmdletWords.Of(text));
        }
    }

    /// <summary>Writes an error for each name that nothing had.</summary>
    /// <param name="filter">The names, after all were looked at.</param>
    /// <param name="code">The error.</param>
    /// <param name="describe">Says that there is none of a name, and what to do.</param>
    private protected void WriteMissing(NameFilter filter, ErrorCode code, Func<string, string> describe)
    {
        foreach (var name in filter.Missing)
        {
            WriteError(CommandErrors.From(code, describe(name), name));
        }
    }

    /// <summary>Lets go of everything.</summary>
    /// <param name="disposing">Whether it is called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cancellation.Cancel();
            _pool?.Dispose();
            _sessions?.Dispose();
            _cancellation.Dispose();
        }
    }

    /// <summary>Makes a path of the user's absolute: from the current location, with drives and <c>~</c>.</summary>
    /// <param name="path">The path.</param>
    protected string ResolvePath(string path)
    {
        var resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return string.Equals(provider.Name, "FileSystem", StringComparison.Ordinal)
            ? resolved
            : throw new SwarmException(ErrorCode.PathInvalid, $"'{path}' is a path of the {provider.Name} provider: name a file or folder.");
    }

    /// <summary>What the engine gets from this cmdlet.</summary>
    /// <param name="item">The object that the cmdlet works on, whose store wins over the default; null where there is none.</param>
    protected SessionOptions MakeOptions(SwarmNodeReference? item = null)
    {
        var pipeline = Environment.CurrentManagedThreadId;
        return new SessionOptions
        {
            Root = (Root ?? item?.Root) is { } root ? ResolvePath(root) : null,
            CurrentFolder = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            PowerShellPath = FindPowerShell(),
            SecretVaults = new SecretVaults(),
            Cancellation = Cancellation,
            Warning = Warn,
        };

        void Warn(string text)
        {
            if (Environment.CurrentManagedThreadId == pipeline)
            {
                WriteWarning(CmdletWords.Of(text));
            }
            else
            {
                Pool.Post(() => WriteWarning(CmdletWords.Of(text)));
            }
        }
    }

    /// <summary>Opens the store that an item lies in, or the default one. It stays open until the command ends.</summary>
    /// <param name="item">The object that the cmdlet works on; null where there is none.</param>
    protected SwarmSession OpenSession(SwarmNodeReference? item = null) => Sessions.Get(MakeOptions(item), create: false);

    /// <summary>As <see cref="OpenSession"/>, and makes keys and store where there are none.</summary>
    protected SwarmSession OpenOrCreateSession() => Sessions.Get(MakeOptions(), create: true);

    /// <summary>The node that a reference names, as the engine understands it.</summary>
    /// <param name="reference">The reference.</param>
    protected static NodeReference NodeOf(SwarmNodeReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new NodeReference(reference.Text);
    }

    // Made when it is needed: PowerShell makes a cmdlet also to complete its parameters, and need not load the engine for that.
    private SessionCache Sessions => _sessions ??= new SessionCache();

    // A stop before there is a pool cancels the pool as it is made.
    private WorkPool MakePool()
    {
        _pool = new WorkPool(MostAtOnce);
        if (_cancellation.IsCancellationRequested)
        {
            _pool.Cancel();
        }

        return _pool;
    }

    // This PowerShell, as it was started: the .NET tool is an assembly that the runtime's program runs, and what lies beside it
    // under the name of a program may be another system's. Any other is its own program, or a host of PowerShell beside one.
    private string? FindPowerShell()
    {
        var home = (string)SessionState.PSVariable.GetValue("PSHOME");
        var process = Environment.ProcessPath;
        if (string.Equals(Path.GetFileNameWithoutExtension(process), "dotnet", StringComparison.OrdinalIgnoreCase))
        {
            var assembly = Path.Combine(home, PowerShellProgram.AssemblyFile);
            return File.Exists(assembly) ? assembly : null;
        }

        var name = PowerShellProgram.Name + (OperatingSystem.IsWindows() ? ".exe" : string.Empty);
        return new[] { Path.Combine(home, name), process }.FirstOrDefault(
            path => File.Exists(path) && string.Equals(Path.GetFileName(path), name, StringComparison.OrdinalIgnoreCase));
    }

    private void Guard(object? target, Action action, Action<ErrorRecord> report)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (!Stopping && CommandErrors.IsOfItem(exception, Cancellation))
        {
            report(CommandErrors.From(exception, target));
        }
        catch (Exception exception) when (Stopping && exception is OperationCanceledException or SwarmException)
        {
            throw new PipelineStoppedException();
        }
    }
}

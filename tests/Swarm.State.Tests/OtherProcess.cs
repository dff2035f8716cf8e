using System.Diagnostics;

namespace Swarm.State.Tests;

/// <summary>Another process that holds a database: the <c>sqlite3</c> shell.</summary>
public sealed class OtherProcess : IDisposable
{
    private readonly Process _process;

    public OtherProcess(string database, string sql)
    {
        var start = new ProcessStartInfo("sqlite3")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(database);
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("the sqlite3 shell is not here");
            throw;
        }

        Run(sql);
    }

    public void Run(string sql)
    {
        _process.StandardInput.WriteLine(sql);
        _process.StandardInput.WriteLine(".print done");
        while (_process.StandardOutput.ReadLine() is { } line && line != "done")
        {
        }
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}

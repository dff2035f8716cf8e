namespace Swarm.Supervisor;

/// <summary>The entry point of <c>swarm-supervisor</c>.</summary>
internal static class Program
{
    private const string Usage = """
        swarm-supervisor (--report FILE | --confined) [--grace MILLISECONDS] [--allow-program FILE]... [--memory-limit BYTES]
            -- PROGRAM [ARGUMENT]...
        swarm-supervisor --end-session ID [--marked NAME=VALUE]

        Runs PROGRAM and ends every process that descends from it before it ends itself. Standard input is the control
        pipe: first the program's environment (NAME=VALUE entries, each ended by NUL, and an empty entry at the end),
        then silence; its end asks for the program to be ended. The program reads an empty standard input and writes
        both its outputs to standard output; standard error is the supervisor's own.
        On Linux, with --allow-program nothing but these files can be executed by PROGRAM and its descendants, and with
        --memory-limit they are ended when they hold more.
        With --confined (Linux; inside namespaces that unshare or bwrap made) the plan of the confinement comes before
        the environment, and the report goes over the socket that the plan names.
        The second form ends what is left of a session whose supervisor was killed, and on Linux whoever has a variable
        in its environment.
        """;

    /// <summary>Runs the supervisor.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>0 when the report was written or the session ended, 2 for a malformed command line, 1 otherwise.</returns>
    internal static int Main(string[] args)
    {
        var arguments = SupervisorArguments.Parse(args);
        if (arguments is null)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        if (arguments.Session > 0)
            return ProcessTree.OfSession(arguments.Session, arguments.Mark).End() ? 0 : 1;

        return new Supervision(arguments).Run();
    }
}

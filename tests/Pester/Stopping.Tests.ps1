BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    # The step starts a process of its own and writes a file once it runs.
    $step = {
        $started = $using:started
        if ($env:SWARM_LABEL -like 'quick*') {
            while ((Get-ChildItem $started).Count -lt $using:others) { Start-Sleep -Milliseconds 50 }
        }
        else {
            New-Item -ItemType File (Join-Path $started $env:SWARM_LABEL) | Out-Null
            & $using:shell -NoProfile -Command "Start-Sleep 300 # $using:marker"
        }
    }
}
AfterAll { Exit-Scene }

Describe 'The end of a pipeline' {
    BeforeEach {
        $marker = "swarm-test-$([guid]::NewGuid())"
        $started = (New-Item -ItemType Directory "started-$marker").FullName
        $others = 1
    }

    AfterEach {
        Get-Marked $marker | Should -BeNullOrEmpty
        (Get-SwarmRun -Status running) | Should -BeNullOrEmpty
        Get-ChildItem -Directory (Join-Path $env:SWARM_HOME work) | Should -BeNullOrEmpty
    }

    It 'leaves no child after Select-Object -First 1' {
        $first = $base | Copy-SwarmRun -Label quick1, slow1 | Resume-SwarmRun $step -ThrottleLimit 2 | Select-Object -First 1
        $first.Label | Should -Be quick1
        (Get-ChildItem $started).Name | Should -Be slow1
    }

    It 'leaves no child after a throw downstream' {
        {
            $base | Copy-SwarmRun -Label quick2, slow2 | Resume-SwarmRun $step -ThrottleLimit 2 | ForEach-Object { throw 'downstream' }
        } | Should -Throw downstream
        (Get-ChildItem $started).Name | Should -Be slow2
    }

    It 'leaves no child when the pipeline is stopped' {
        $others = 99
        $inner = [powershell]::Create()
        try {
            $inner.AddScript('param($module, $root, $step, $started, $others, $shell, $marker)
                Set-Location $root
                Import-Module $module
                Resume-SwarmRun base ([scriptblock]::Create($step)) -Label slow3').AddParameters(@{
                    module = $modulePath; root = $base.Root; step = "$step"; started = $started; others = 99; shell = $shell; marker = $marker
                }) | Out-Null
            $call = $inner.BeginInvoke()
            Wait-Until { (Get-Marked $marker).Count -gt 0 }
            $inner.Stop()
            { $inner.EndInvoke($call) } | Should -Throw
            $inner.InvocationStateInfo.State | Should -Be Stopped
        }
        finally {
            $inner.Dispose()
        }
    }

    It 'leaves no child after Ctrl+C' -Skip:$IsWindows {
        $env:SWARM_TEST_MODULE = $modulePath
        $text = "
            Import-Module '$modulePath'
            `$started = '$started'; `$others = 99; `$shell = '$shell'; `$marker = '$marker'
            Resume-SwarmRun base {$step} -Label slow4"
        Set-Content -LiteralPath interrupted.ps1 -Value $text
        $process = Start-Process $shell -ArgumentList '-NoProfile', '-File', 'interrupted.ps1' -PassThru -RedirectStandardOutput out.txt -RedirectStandardError error.txt
        try {
            Wait-Until { (Get-ChildItem $started).Count -gt 0 -and (Get-Marked $marker).Count -gt 0 }
            /bin/kill -INT $process.Id
            Wait-Until { $process.HasExited }
        }
        finally {
            if (-not $process.HasExited) { $process.Kill($true) }
        }

        (Get-SwarmRun | Where-Object Label -EQ slow4).Status | Should -Be cancelled
    }
}

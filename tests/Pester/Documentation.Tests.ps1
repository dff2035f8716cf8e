<#
    What the pages tell a reader to type, typed: every block of PowerShell and of the shell, from the top of a page to its end, in one
    folder, and then all of it once more there. Comments that a reader does not see say what else there is to know of a block:

    <!-- not run: REASON -->     no test can run it
    <!-- run by FILE -->         another test runs it, whose path is seen from this folder
    <!-- needs: PROGRAM -->      it is left out where the program is missing
    <!-- prepare: CODE -->       what the page takes for granted, typed once before it
#>
BeforeDiscovery {
    $repository = (Resolve-Path (Join-Path $PSScriptRoot '..' '..')).ProviderPath
    $fence = [regex] '(?ms)(?:^<!-- (?<mark>[^\n]*) -->\n)?^```(?<language>[^\n]*)\n(?<code>.*?)\n```$'
    $files = Get-ChildItem $repository -Filter *.md -File
    $files += Get-ChildItem (Join-Path $repository docs) -Filter *.md -File -Recurse | Where-Object { $_.Directory.Name -ne 'cmdlets' -and $_.Name -notlike 'about_*' }
    $pages = foreach ($file in $files) {
        $text = (Get-Content -LiteralPath $file -Raw).ReplaceLineEndings("`n")
        $blocks = @($fence.Matches($text) | ForEach-Object {
                @{ Mark = $_.Groups['mark'].Value; Language = $_.Groups['language'].Value; Code = $_.Groups['code'].Value }
            })
        $typed = @($blocks | Where-Object { $_.Language -in 'powershell', 'powershell internet', 'sh' })
        @{
            Name = [System.IO.Path]::GetRelativePath($repository, $file.FullName).Replace('\', '/')
            Unlabelled = @($blocks | Where-Object { -not $_.Language -and $_.Code -match '(?m)^(\$ |\./|swarm |dotnet |gh |glab |git |[A-Z][a-z]+-Swarm)' })
            Marked = @($typed | Where-Object { $_.Mark -like 'not run: ?*' })
            Elsewhere = @($typed | Where-Object { $_.Mark -like 'run by *' })
            Unclear = @($typed | Where-Object { $_.Mark -and $_.Mark -notmatch '^(not run|needs|prepare): .|^run by .' })
            Prepared = @($typed | Where-Object { $_.Mark -like 'prepare: *' } | ForEach-Object { $_.Mark -replace '^prepare: ' })
            Run = @($typed | Where-Object { $_.Mark -notmatch '^(not run: .|run by )' -and ($_.Language -ne 'sh' -or -not $IsWindows) -and
                    ($_.Mark -notlike 'needs: *' -or (Get-Command ($_.Mark -replace '^needs: ') -CommandType Application -ErrorAction Ignore)) })
        }
    }

    $all = @{ Marked = @($pages.Marked).Count; Run = @($pages.Run).Count; Pages = @($pages | Where-Object { $_.Run.Count -gt 0 }).Count }
}

Describe 'The pages' {
    It 'have no more blocks that no test runs than these' -ForEach $all {
        $Marked | Should -Be 17
        $Pages | Should -BeGreaterOrEqual 3
        $Run | Should -BeGreaterOrEqual ($IsWindows ? 4 : 8)
    }
}

Describe '<Name>' -ForEach $pages {
    It 'says of every block of commands what it is, and why where none runs it' {
        ($Unlabelled | ForEach-Object { $_.Code }) | Should -BeNullOrEmpty
        ($Unclear | ForEach-Object { $_.Mark }) | Should -BeNullOrEmpty
        foreach ($block in $Elsewhere) {
            $test = Join-Path $PSScriptRoot ($block.Mark -replace '^run by ')
            $test | Should -Exist
            Get-Content -LiteralPath $test -Raw | Should -BeLike "*$([System.IO.Path]::GetFileNameWithoutExtension($Name))*"
        }
    }
}

Describe '<Name>, typed' -ForEach @($pages | Where-Object { $_.Run.Count -gt 0 }) {
    BeforeAll {
        . (Join-Path $PSScriptRoot Scene.ps1)
        Enter-Scene
        $paths = $env:PSModulePath
        $env:PSModulePath = (Split-Path $modulePath) + [System.IO.Path]::PathSeparator + $paths
        $program = Get-Item (Join-Path $modulePath '..' '..' bin Swarm.Cli * swarm.dll) -ErrorAction Ignore | Sort-Object LastWriteTime | Select-Object -Last 1

        # What a block of the shell has written, and an error where a command of it failed.
        function Invoke-ShellBlock([string] $Code) {
            if (-not $program) {
                throw 'The swarm command is not built: build the solution first.'
            }

            $output = bash -euo pipefail -c "swarm() { dotnet exec '$($program.FullName)' `"`$@`"; }`n$Code" 2>&1 | Out-String
            if ($LASTEXITCODE -ne 0) {
                throw "A command of the block failed with exit code ${LASTEXITCODE}:`n$Code`n$output"
            }

            $output
        }

        # As a reader types it: each line goes on after an error, so that errors are looked for afterwards.
        function Invoke-Page {
            foreach ($block in $Run) {
                if ($block.Language -eq 'sh') {
                    Invoke-ShellBlock $block.Code
                }
                else {
                    $Error.Clear()
                    . ([scriptblock]::Create($block.Code)) 6>$null 3>$null | Out-String
                    if ($Error.Count -gt 0) {
                        throw "The block wrote errors: $($Error | Out-String)`n$($block.Code)"
                    }
                }
            }
        }

        foreach ($code in $Prepared) {
            . ([scriptblock]::Create($code)) | Out-Null
        }
    }

    AfterAll {
        $env:PSModulePath = $paths
        Exit-Scene
    }

    It 'runs from its top to its end' {
        Invoke-Page | Out-String | Should -Not -BeNullOrEmpty
    }

    It 'runs once more in the same folder' {
        Invoke-Page | Out-String | Should -Not -BeNullOrEmpty
    }

    It 'leaves nodes whose certificates hold' {
        $verdicts = Get-SwarmNode | Where-Object RunId | Test-SwarmCertificate -Recurse
        $verdicts | Should -Not -BeNullOrEmpty
        ($verdicts | Where-Object { -not $_.IsValid }).Reason | Should -BeNullOrEmpty
    }
}
